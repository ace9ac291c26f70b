/** What the layers above may use of this folder. It is bundled by itself (dist/knowledge.js), and server and command line share it. */
export * from './actions.ts';
export * from './catalogue.ts';
export * from './claims.ts';
export * from './keys.ts';
export * from './nearest.ts';
export * from './operators.ts';
export * from './pattern.ts';
export * from './sources.ts';
