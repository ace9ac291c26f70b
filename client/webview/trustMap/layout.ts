/** Where nodes stand: issuers left, subjects in the middle, roles right, with few crossings. */
import { Graph as LayoutGraph, layout } from '@dagrejs/dagre';
import type { DrawnEdge, DrawnNode, Graph } from './grouping.ts';

export const HEIGHT = 46;
const MARGIN = 12;
const WIDTHS: Readonly<Record<DrawnNode['kind'], number>> = {
  issuer: 230,
  subject: 340,
  subjects: 340,
  role: 290,
  roles: 290,
};

/** Its upper left corner and its size. */
export interface PlacedNode {
  readonly node: DrawnNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Picture {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly DrawnEdge[];
  readonly width: number;
  readonly height: number;
}

export function pictureOf({ nodes, edges }: Graph): Picture {
  const graph = new LayoutGraph();
  // Every way has three nodes, so the longest path puts all roles into one column; it is the fastest ranking, too.
  graph.setGraph({ rankdir: 'LR', ranker: 'longest-path', nodesep: 10, ranksep: 70, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, kind } of nodes) graph.setNode(id, { width: WIDTHS[kind], height: HEIGHT });
  // Where crossings leave a choice, the neighbour that is added last comes to stand first.
  for (const { from, to } of edges.toReversed()) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const placed = nodes.map((node): PlacedNode => {
    const { x, y } = graph.node(node.id) as { x: number; y: number };
    return { node, x: x - WIDTHS[node.kind] / 2, y: y - HEIGHT / 2, width: WIDTHS[node.kind] };
  });
  return { nodes: placed, edges, width, height };
}
