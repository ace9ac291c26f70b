/** Expressions made at random, the same for the same seed: mostly of fitting types, sometimes not. */

type Kind = 'string' | 'number' | 'bool' | 'list' | 'object';

/** Small, fast and the same everywhere (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LEAVES: Readonly<Record<Kind, readonly string[]>> = {
  string: [
    '"a"',
    '""',
    '"repo:acme/api:ref:refs/heads/main"',
    '"https://example.com/a/b"',
    '"1"',
    '"2.50"',
    '"true"',
    '"Ünï <&>"',
    '"x,y,,z"',
    '" pad\\t"',
    'local.text',
    'local.issuer',
    'local.host',
    'local.arn',
    'local.empty',
    'var.env',
    'var.number_as_text',
    'local.object.name',
    'var.trust.org',
    '"a-b_c.d"',
    '"$${aws:username}"',
    '"line\\nbreak\\n"',
  ],
  number: [
    '0',
    '1',
    '2',
    '3',
    '10',
    '-1',
    '0.1',
    '0.2',
    '1.5',
    '2.50',
    '1e3',
    '123456789012345678901234567890',
    'local.number',
    'local.fraction',
    'local.zero',
    'local.object.deep.x',
  ],
  bool: ['true', 'false', 'local.yes', 'local.no'],
  list: [
    '[]',
    '["a"]',
    '["b", "a", "b"]',
    '[1, 2]',
    '["a", 1, true]',
    '["", "a", null]',
    'local.list',
    'local.numbers',
    'local.mixed',
    'local.none',
    'local.nested',
    'local.typed',
    'local.group',
    'var.branches',
    'var.trust.branches',
    'var.ports',
    'local.objects',
  ],
  object: [
    '{}',
    '{ a = 1 }',
    '{ b = "x", a = "y" }',
    '{ "k:1" = ["v"], (local.text) = true }',
    'local.map',
    'local.object',
    'local.dictionary',
    'var.trust',
  ],
};

/** Written with `S`, `N`, `B`, `L`, `O` and `A` (any) for what is filled in. */
const FORMS: Readonly<Record<Kind, readonly string[]>> = {
  string: [
    '"pre-${S}"',
    '"${S}/${S}"',
    '"${N}:${B}"',
    'replace(S, S, S)',
    'replace(S, "/[a-z]+/", "<$0>")',
    'trimprefix(S, "https://")',
    'trimsuffix(S, S)',
    'trimprefix(S, S)',
    'trim(S, "/a")',
    'trimspace(S)',
    'lower(S)',
    'upper(S)',
    'title(S)',
    'strrev(S)',
    'chomp(S)',
    'format("%s-%s", S, A)',
    'format("%v", A)',
    'format("%d|%5.1f|%-6s|", N, N, S)',
    'format("%q %t %03d", S, B, N)',
    'join(S, L)',
    'join(",", L, L)',
    'substr(S, N, N)',
    'element(split(S, S), N)',
    'tostring(A)',
    'B ? S : S',
    'B ? S : A',
    'coalesce(S, S)',
    'coalesce(null, S)',
    'try(L[N], S)',
    'try(O.a, S)',
    'lookup(O, "a", S)',
    'lookup(O, S, S)',
    'jsonencode(A)',
    'base64encode(S)',
    'base64decode(base64encode(S))',
    'urlencode(S)',
    'regex("[a-z]+", S)',
    'one(regexall("^a", S))',
    'basename(S)',
    'dirname(S)',
    'indent(2, S)',
    '"%{ if B }${S}%{ else }${S}%{ endif }"',
    '"%{ for x in L }${x},%{ endfor }"',
    '"%{ for k, v in O ~} ${k} %{~ endfor }"',
    'keys(O)[N]',
    'nonsensitive(S)',
    'max(L...)',
    'split("/", S)[0]',
    'regex("^(?:https://)?([^/]+)", S)[0]',
  ],
  number: [
    'N + N',
    'N - N',
    'N * N',
    'N / N',
    'N % N',
    '-N',
    'length(L)',
    'length(O)',
    'length(S)',
    'max(N, N)',
    'min(N, N, N)',
    'abs(N)',
    'floor(N)',
    'ceil(N)',
    'signum(N)',
    'sum(L)',
    'parseint(S, 10)',
    'tonumber(S)',
    'B ? N : N',
    'pow(N, 2)',
    'index(L, "a")',
    'try(tonumber(S), N)',
    'length(A)',
    'sum([N, N, N])',
    '(N + N) * N',
  ],
  bool: [
    'S == S',
    'A == A',
    'A != A',
    'N < N',
    'N >= N',
    'B && B',
    'B || B',
    '!B',
    'contains(L, S)',
    'contains(L, A)',
    'startswith(S, S)',
    'endswith(S, S)',
    'strcontains(S, S)',
    'can(L[N])',
    'can(O.a)',
    'can(regex("^a", S))',
    'alltrue([B, B])',
    'anytrue([B, B])',
    'tobool(S)',
    'L == L',
    'O == O',
    'N == N',
    'S == N',
    'length(L) > 0',
    'A == null',
  ],
  list: [
    '[S, S]',
    '[A, A]',
    '[N, S, B]',
    '[for x in L : x]',
    '[for x in L : S if B]',
    '[for i, x in L : i]',
    '[for k, v in O : k]',
    '[for k, v in O : v]',
    '[for x in L : upper(x)]',
    '[for x in L : x if x != "a"]',
    'concat(L, L)',
    'flatten([L, L])',
    'flatten(L)',
    'compact(L)',
    'distinct(L)',
    'sort(L)',
    'reverse(L)',
    'slice(L, 0, 1)',
    'toset(L)',
    'tolist(L)',
    'keys(O)',
    'values(O)',
    'split(",", S)',
    'B ? L : L',
    'coalescelist(L, L)',
    'setunion(L, L)',
    'setintersection(L, L)',
    'setsubtract(L, L)',
    'setproduct(L, L)',
    'chunklist(L, 2)',
    'range(N)',
    'range(N, N)',
    'regexall("[a-z]", S)',
    'formatlist("%s-%s", S, L)',
    'L[*]',
    'local.objects[*].name',
    'S[*]',
    'O[*]',
    'jsondecode(jsonencode(L))',
    'try(L, [])',
    '[for o in local.objects : o.name if o.on]',
    'tolist(L)[*]',
    'null[*]',
    'values(O)[*]',
  ],
  object: [
    '{ a = A, b = A }',
    '{ (S) = A }',
    '{ for k, v in O : k => v }',
    '{ for x in L : x => S... }',
    '{ for x in L : x => x }',
    '{ for i, x in L : i => x }',
    '{ for k, v in O : v => k... }',
    'merge(O, O)',
    'merge(O, B ? O : {})',
    'tomap(O)',
    'zipmap(L, L)',
    'B ? O : O',
    'jsondecode(jsonencode(O))',
    'try(O, {})',
    '{ for k, v in O : upper(k) => v if B }',
    'merge(O, null)',
    'regex("(?P<first>[a-z]+)-(?P<rest>.*)", S)',
    'transpose({ a = ["x"], b = ["x", "y"] })',
    'merge(O...)',
  ],
};

const LETTERS: Readonly<Record<string, Kind>> = { S: 'string', N: 'number', B: 'bool', L: 'list', O: 'object' };
const KINDS = Object.values(LETTERS);

/** So many different expressions. */
export function randomExpressions(count: number, seed: number): string[] {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const make = (kind: Kind, depth: number): string => {
    // Now and then something of another type, or something that is not known.
    const chance = random();
    if (chance < 0.02) return 'var.unset';
    if (chance < 0.03) return 'null';
    const actual = chance < 0.07 ? pick(KINDS) : kind;
    if (depth === 0 || random() < 0.25) return pick(LEAVES[actual]);
    return fill(pick(FORMS[actual]), depth - 1);
  };
  // Letters count only where they stand alone, outside of quoted literals' words.
  const fill = (form: string, depth: number): string =>
    form.replace(/(?<![\w"%.])([SNBLOA])(?![\w"=])/g, (_, letter: string) => {
      const text = make(LETTERS[letter] ?? pick(KINDS), depth);
      return /^[\w.]+$|^\w+\(.*\)$|^["[{]/.test(text) ? text : `(${text})`;
    });
  const made = new Set<string>();
  while (made.size < count) {
    const kind = pick(KINDS);
    const text = fill(pick(FORMS[kind]), 1 + Math.floor(random() * 2));
    if (text.length < 300) made.add(text);
  }
  return [...made];
}
