/** Put before every module of the bundle, since a worker has no such globals. */
export function setImmediate(work: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(work, 0);
}

export function clearImmediate(handle: ReturnType<typeof setTimeout>): void {
  clearTimeout(handle);
}
