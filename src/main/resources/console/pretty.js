// JSON set out in lines. Digits stay as they came: a parser would round what has more than sixteen.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export function pretty(json) {
  const tokens = json.match(TOKEN) ?? [];
  let text = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((token, i) => {
    if (token === "{" || token === "[") {
      const empty = tokens[i + 1] === "}" || tokens[i + 1] === "]";
      depth++;
      text += empty ? token : token + line();
    } else if (token === "}" || token === "]") {
      depth--;
      const empty = tokens[i - 1] === "{" || tokens[i - 1] === "[";
      text += empty ? token : line() + token;
    } else {
      text += token === "," ? token + line() : token === ":" ? ": " : token;
    }
  });
  return text;
}
