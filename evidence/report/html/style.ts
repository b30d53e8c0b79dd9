/** How the page looks, on a screen and on paper. No file, no font is loaded. */
export const STYLE = `
:root{--ink:#16202c;--soft:#55606e;--line:#d9dee4;--pale:#f5f7f9;--brand:#0a5c66;--brand-pale:#e6f1f2;
--ok:#1c6b3a;--ok-pale:#e7f3eb;--warn:#8a4b00;--warn-pale:#fcf1e3;--bad:#9b1c2e;--bad-pale:#fbe9eb}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:15px/1.55 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--brand)}
.skip{position:absolute;left:-999em}.skip:focus{left:1em;top:1em;background:#fff;padding:.5em}
header.top{background:var(--brand);color:#fff;padding:2.4rem 0 2rem}
.wrap{max-width:62rem;margin:0 auto;padding:0 1.5rem}
.mark{font-weight:700;letter-spacing:.14em;text-transform:uppercase;font-size:.8rem;opacity:.9}
h1{font-size:2rem;line-height:1.2;margin:.4rem 0 .3rem;font-weight:650}
.lead{margin:0;max-width:48rem;opacity:.95}
h2{font-size:1.35rem;line-height:1.3;margin:2.8rem 0 .3rem;padding-top:.9rem;border-top:3px solid var(--brand);font-weight:650}
h2 .no{color:var(--brand);margin-right:.5em}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
.why{color:var(--soft);margin:0 0 1rem;max-width:48rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.4rem;margin:1.6rem 0 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
code,pre,.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:1.6rem 0;padding:0;list-style:none}
.tiles li{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.tiles b{display:block;font-size:1.55rem;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:.85rem}
.tiles .warn b{color:var(--warn)}
table{border-collapse:collapse;width:100%;margin:.8rem 0 1.2rem;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
td bdi,td .mono,td code{overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft);font-size:.82rem;border-bottom-color:var(--soft);overflow-wrap:normal}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
td.time{white-space:nowrap;font-variant-numeric:tabular-nums}
article{border:1px solid var(--line);border-radius:8px;margin:1rem 0;overflow:hidden}
article>header{background:var(--pale);padding:.6rem 1rem;border-bottom:1px solid var(--line)}
article h3{margin:0;font-size:.98rem;font-weight:600;overflow-wrap:anywhere}
article .when{color:var(--soft);font-size:.84rem;display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:center}
article dl{display:grid;grid-template-columns:9.5rem 1fr;gap:.25rem 1rem;margin:0;padding:.8rem 1rem;font-size:.92rem}
article dt{color:var(--soft)}article dd{margin:0;overflow-wrap:anywhere;min-width:0}
article dd ul{margin:0;padding-left:1.1rem}
pre{background:var(--pale);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin:.2rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
.note{color:var(--soft);font-size:.84rem}
.tag{display:inline-block;border-radius:99px;padding:.05rem .6rem;font-size:.78rem;font-weight:600;background:var(--brand-pale);color:var(--brand)}
.tag.ok{background:var(--ok-pale);color:var(--ok)}.tag.warn{background:var(--warn-pale);color:var(--warn)}.tag.bad{background:var(--bad-pale);color:var(--bad)}
.none{color:var(--soft);font-style:italic}
ol.steps{padding-left:1.3rem}ol.steps li{margin:.5rem 0}
footer{margin:3rem 0 2rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
@media (max-width:40rem){article dl,dl.facts{grid-template-columns:1fr}article dt,dl.facts dt{margin-top:.4rem}}
@page{size:A4;margin:18mm 16mm}
@media print{body{font-size:9.5pt}header.top{background:#fff;color:var(--ink);padding:0 0 1rem;border-bottom:2px solid var(--brand)}
.mark{color:var(--brand)}.wrap{max-width:none;padding:0}h2{break-after:avoid}article,tr,.tiles li{break-inside:avoid}
article.long{break-inside:auto}a{color:inherit;text-decoration:none}thead{display:table-header-group}}
`;
