import type { ModuleFile } from '../core/analysis/analyze.ts';
import { headerOf, Module } from '../core/terraform/module.ts';
import type { SourceRange } from '../core/text/range.ts';

/** Where a module's files declare what an address names. The files are read when that is asked first. */
export function declarations(read: () => readonly ModuleFile[]): (address: string) => SourceRange | undefined {
  let module: Module | undefined;
  return (address) => {
    module ??= new Module(read());
    const declaration = module.find(address);
    return declaration && headerOf(declaration);
  };
}
