// Preloaded before a program that pays: a Stacks client asks api.testnet.hiro.so for nonces and fees,
// and nothing can tell it otherwise, so what it fetches there is fetched from the server's own devnet.
const realFetch = globalThis.fetch;
globalThis.fetch = (resource, init) => {
  const url = new URL(resource?.url ?? resource);
  return url.hostname.endsWith('hiro.so')
    ? realFetch(`${process.env.COFFER}/devnet${url.pathname}${url.search}`, init)
    : realFetch(resource, init);
};
