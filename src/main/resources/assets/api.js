// Shows the API by what the service says of it; calls from the page go to where the page is.
const page = document.getElementById('api');
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();

try {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) {
    throw new Error(`/openapi.json answered ${answer.status}`);
  }
  const spec = await answer.json();
  // The page resolves each reference to a path by going through all of the document.
  const items = spec.components?.pathItems ?? {};
  for (const [path, item] of Object.entries(spec.paths)) {
    if (item.$ref) {
      spec.paths[path] = items[item.$ref.split('/').pop()];
    }
  }
  delete spec.components?.pathItems;
  spec.servers = [{ url: location.origin }];
  SwaggerUIBundle({
    spec,
    domNode: page,
    deepLinking: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    filter: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
    syntaxHighlight: { activated: false },
  });
} catch (error) {
  page.textContent = `The API can't be shown: ${error.message}.`;
}
