/** Of `node:url` what the server uses, where there is none: paths have slashes, and no host. */

/** @throws {TypeError} for a URI that is no file's, as Node does */
export function fileURLToPath(uri: string): string {
  const { protocol, host, pathname } = new URL(uri);
  if (protocol !== 'file:' || host !== '' || /%2f/i.test(pathname))
    throw new TypeError(`not the URI of a file: ${uri}`);
  return decodeURIComponent(pathname);
}

export function pathToFileURL(path: string): URL {
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return new URL(`file://${escaped}`);
}
