/** The profiles that the files of the AWS CLI name. No secret in them is read out. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Sorted, each once; none where there are no such files. */
export async function profileNames(environment: Environment, home = os.homedir()): Promise<string[]> {
  const config = environment['AWS_CONFIG_FILE'] ?? path.join(home, '.aws', 'config');
  const credentials = environment['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(home, '.aws', 'credentials');
  const names = [
    ...sections(await textOf(config)).flatMap((name) =>
      name === 'default' ? [name] : (/^profile\s+(\S.*)$/.exec(name)?.[1] ?? []),
    ),
    ...sections(await textOf(credentials)),
  ];
  return [...new Set(names.map((name) => name.replace(/^["']|["']$/g, '')))].sort();
}

function sections(text: string): string[] {
  return [...text.matchAll(/^[ \t]*\[[ \t]*([^\]\r\n]+?)[ \t]*\]/gm)].map((match) => match[1]!);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
