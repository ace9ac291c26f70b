/** Runs the survivors that were listed (by text, not line) against the present state of the clone. */
import fs from 'node:fs'; import path from 'node:path'; import { Worker } from 'node:worker_threads';
import { context } from '/tmp/w/h_mut/node_modules/esbuild/lib/main.js';
import { mutantsOf } from '/tmp/w/h_mut/scripts/mutation/mutants.ts';
const ROOT='/tmp/w/h_mut', RULES=ROOT+'/server/src/core/rules';
let broken: any;
const files = process.argv[2]!.split(','); // rule files
const lists = process.argv.slice(3).map(f=>fs.readFileSync(f,'utf8')).join('\n').split('\n');
const wanted = new Map<string,string[]>(); let cur='';
for (const l of lists) { const m=/^(\S+\.ts): \d+ of/.exec(l); if (m) cur=m[1]!; else { const s=/^ {4}\d+: (.*)$/.exec(l); if (s) wanted.set(cur,[...(wanted.get(cur)??[]), s[1]!]); } }
const described=(m:any,t:string)=>`${t.slice(m.start,m.end).replace(/\s+/g,' ').slice(0,60)} -> ${m.text.slice(0,60)}`;
async function main(){
const b = await context({ entryPoints:[ROOT+'/scripts/mutation/suite.ts'], alias:{vitest:ROOT+'/scripts/mutation/vitestShim.ts'}, plugins:[{name:'b',setup(build:any){build.onLoad({filter:/\.ts$/},({path:f}:any)=>{ if(f.includes('node_modules'))return; const text=f===broken?.file?broken.text:fs.readFileSync(f,'utf8'); return {contents:text.replaceAll('import.meta.dirname',JSON.stringify(path.dirname(f))),loader:'ts'};});}} as any], bundle:true, write:false, platform:'node', format:'cjs', target:'node20', mainFields:['module','main'], logLevel:'error'});
async function outcome(rule:string){ const {outputFiles}=await b.rebuild(); const w=new Worker(outputFiles![0]!.text,{eval:true,workerData:{rule},stderr:true,stdout:true}); return new Promise<string>(r=>{w.on('message',({failure}:any)=>{void w.terminate();r(failure??'survived')});w.on('error',(e:any)=>r(e.message))}); }
const sound=await outcome(''); if(sound!=='survived'){console.log('SUITE FAILS',sound.slice(0,400));process.exit(1)}
for (const f of files) { const file=path.join(RULES,f); const text=fs.readFileSync(file,'utf8'); const all=mutantsOf(file,text); const rule=/id: '([^']+)'/.exec(text)?.[1]??'';
 const want=wanted.get(f); const use=want?all.filter(m=>want.includes(described(m,text))):all; const left:string[]=[];
 for(const m of use){broken={file,text:text.slice(0,m.start)+m.text+text.slice(m.end)}; if(await outcome(rule)==='survived') left.push(text.slice(0,m.start).split('\n').length+': '+described(m,text));}
 broken=undefined; console.log(`${f}: faults now ${all.length}; survivors before ${want?.length ?? '?'}; tried ${use.length}; left ${left.length}`); for(const l of left) console.log('    '+l);}
await b.dispose();

}
void main();
