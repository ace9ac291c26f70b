/** The page in which the trust map is drawn. Its script fills it. */

export interface PageParts {
  /** URIs under which the page finds its script and its style sheet. */
  readonly script: string;
  readonly style: string;
  /** From where a style sheet may come. */
  readonly styleSource: string;
  /** Marks the only script that may run; new for each page. */
  readonly nonce: string;
}

/** Nothing is fetched from outside; `data:` is the picture that is made into a PNG. */
export function trustMapPage({ script, style, styleSource, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${styleSource}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>Trust Map</title>
</head>
<body>
  <header>
    <h1 class="unseen">Trust map</h1>
    <div role="search" class="buttons">
      <label>Search <input type="search" id="text" spellcheck="false"></label>
      <label>Issuer <select id="issuer"></select></label>
      <fieldset id="verdicts"><legend class="unseen">Verdicts of the roles</legend></fieldset>
    </div>
    <div class="buttons" role="group" aria-label="View">
      <button type="button" id="show-graph" aria-pressed="true">Graph</button>
      <button type="button" id="show-table" aria-pressed="false">Table</button>
    </div>
    <div class="buttons" role="group" aria-label="Graph">
      <button type="button" id="zoom-out" aria-label="Zoom out" title="Zoom out (-)">−</button>
      <button type="button" id="zoom-in" aria-label="Zoom in" title="Zoom in (+)">+</button>
      <button type="button" id="fit" title="Fit the width (0)">Fit</button>
      <button type="button" id="close" title="Close the groups that were opened">Close groups</button>
    </div>
    <div class="buttons" role="group" aria-label="Save as">
      <button type="button" id="save-svg" title="Save the picture as SVG">SVG</button>
      <button type="button" id="save-png" title="Save the picture as PNG">PNG</button>
      <button type="button" id="save-json" title="Save the data as JSON">JSON</button>
    </div>
  </header>
  <p id="status" role="status">Reading the workspace</p>
  <main>
    <div id="graph" hidden></div>
    <div id="table" tabindex="0" role="region" aria-label="Table" hidden></div>
  </main>
  <footer><p id="details" aria-hidden="true" hidden></p></footer>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
