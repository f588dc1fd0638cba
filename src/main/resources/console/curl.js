// A request as a line for a shell. The token is a variable there, so that no history keeps it.

import {session} from "./session.js";
import {trusting} from "./service.js";

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

export function curl({method, path, body}) {
  const {token, name, asset} = session();
  const url = new URL(path.replace(/^\//, ""), document.baseURI).href;
  return [
    `curl -i ${body === undefined && method !== "GET" ? `-X ${method} ` : ""}${quoted(url)}`,
    trusting() ? name && `-H ${quoted(`X-Payer: ${name}`)}` : token && `-H "Authorization: Bearer $TOKEN"`,
    asset !== "STX" && `-H ${quoted(`X-PAYMENT-TOKEN-TYPE: ${asset}`)}`,
    body !== undefined && method !== "POST" && `-X ${method}`,
    body !== undefined && `-H 'Content-Type: application/json' -d ${quoted(body)}`,
  ].filter(Boolean).join(" \\\n  ");
}
