/** The name, with a number where it is taken: `deploy`, `deploy_2`, `deploy_3`. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}_${i}`;
    if (!isTaken(name)) return name;
  }
}
