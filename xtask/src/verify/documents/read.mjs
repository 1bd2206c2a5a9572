// Reads every page of a folder: `node read.mjs SET FOLDER`, where SET has marked, mermaid and jsdom.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [set, folder] = process.argv.slice(2)
const from = createRequire(path.join(set, 'package.json'))
const load = (file) => import(pathToFileURL(path.join(set, 'node_modules', file)).href)
const { JSDOM } = from('jsdom')
// mermaid looks for a window when it is loaded; nothing is drawn.
const { window } = new JSDOM('')
globalThis.window = window
globalThis.document = window.document
const { default: mermaid } = await load('mermaid/dist/mermaid.core.mjs')
const { lexer, walkTokens } = await load('marked/lib/marked.esm.js')

const faults = []
const counts = { pages: 0, tables: 0, rows: 0, links: 0, diagrams: 0 }
const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, '').trim().replace(/\s/g, '-')
const diagrams = []

for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.md')).sort()) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8')
  counts.pages += 1
  const fault = (what) => faults.push(`${name}: ${what}`)
  const tokens = lexer(text)
  const headings = []
  walkTokens(tokens, (token) => {
    if (token.type === 'heading') headings.push(slug(token.text))
  })
  if (new Set(headings).size !== headings.length) fault('two headings are the same')
  if (tokens[0]?.type !== 'heading' || tokens[0].depth !== 1) fault('it does not begin with its title')
  let tabled = 0
  walkTokens(tokens, (token) => {
    if (token.type === 'html' && token.raw.trim() !== '<br>') fault(`HTML: ${token.raw.trim()}`)
    if (token.type === 'image') fault(`an image: ${token.raw}`)
    if (token.type === 'link') {
      counts.links += 1
      const [file, anchor] = token.href.split('#')
      if (/^[a-z]+:/i.test(token.href)) fault(`a link to the outside: ${token.href}`)
      else if (file && !fs.existsSync(path.join(folder, file))) fault(`a link to nothing: ${token.href}`)
      else if (!file && !headings.includes(anchor)) fault(`an anchor to nothing: ${token.href}`)
    }
    if (token.type === 'table') {
      counts.tables += 1
      // Too long a row is cut and too short a one filled up without a word, so the cells are counted here.
      const rows = token.raw.trimEnd().split('\n')
      const bars = rows.map((row) => row.replace(/\\\|/g, '').split('|').length)
      if (new Set(bars).size !== 1) fault(`rows of different lengths below ${rows[0]}`)
      if (token.rows.length === 0) fault(`no rows below ${rows[0]}`)
      counts.rows += token.rows.length
      tabled += rows.length
    }
    if (token.type === 'code' && token.lang === 'mermaid') diagrams.push([name, token.text])
  })
  // A table that a mistake has torn in two is a paragraph of bars to its reader.
  const lines = text.split('\n').filter((line) => line.startsWith('|')).length
  if (lines !== tabled) fault(`${lines - tabled} lines of a table are no table`)
  if ((text.match(/^```/gm) ?? []).length % 2) fault('a block of code does not end')
}

for (const [name, text] of diagrams) {
  try {
    await mermaid.parse(text)
    counts.diagrams += 1
  } catch (error) {
    faults.push(`${name}: mermaid: ${error.message}`)
  }
}
// What would pass anything proves nothing.
try {
  await mermaid.parse('flowchart LR\n  a[no end --> b')
  faults.push('mermaid takes what is no diagram')
} catch {}

if (counts.pages === 0 || counts.diagrams === 0) faults.push('nothing was found')
if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(JSON.stringify(counts))
