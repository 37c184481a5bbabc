// The human page at /docs: the OpenAPI document as plain HTML with a style sheet beside it. No script.
import type { JsonSchema, OpenApiDocument } from '@decnet/contract'

type Operation = NonNullable<NonNullable<OpenApiDocument['paths'][string]>[string]>

/** The page. Everything that is put into it is escaped. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = document.tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name))
    return `<section id="${escaped(name)}"><h2>${escaped(name)}</h2>${own.map(operationHtml).join('')}</section>`
  })
  const links = document.tags.map(({ name }) => `<a href="#${escaped(name)}">${escaped(name)}</a>`).join('')
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary>${escaped(name)}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>DECNET API ${escaped(document.info.version)}</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><header><h1>DECNET API <small>${escaped(document.info.version)}</small></h1>
<p>${escaped(document.info.description)}</p>
<p>Everything below is under <code>/api/v1</code>. The same as data: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<nav aria-label="Areas">${links}<a href="#schemas">schemas</a></nav></header>
<main>${sections.join('')}<section id="schemas"><h2>schemas</h2>${schemas.join('')}</section></main></body></html>
`
}

function operationHtml({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = operation.parameters.map(
    (parameter) =>
      `<tr><td><code>${escaped(String(parameter.name))}</code></td><td>${escaped(String(parameter.in))}${parameter.required ? ', required' : ''}</td><td>${escaped(
        typeof parameter.description === 'string' ? parameter.description : '',
      )} <code>${escaped(typeName(parameter.schema))}</code></td></tr>`,
  )
  const responses = Object.entries(operation.responses).map(
    ([status, response]) =>
      `<tr><td>${escaped(status)}</td><td colspan="2">${escaped(String(response.description))}${contentHtml(response)}</td></tr>`,
  )
  const body = operation.requestBody ? `<h4>Body</h4>${contentHtml(operation.requestBody)}` : ''
  return `<article id="${escaped(operation.operationId)}"><h3><code>${escaped(method.toUpperCase())} ${escaped(path)}</code></h3>
<p>${escaped(operation.summary)} <small>(${escaped(operation['x-access'])})</small></p>${body}
<table><tbody>${parameters.join('')}${responses.join('')}</tbody></table></article>`
}

function contentHtml(holder: JsonSchema): string {
  const content = holder.content as Record<string, { schema?: JsonSchema }> | undefined
  return Object.entries(content ?? {})
    .filter(([type]) => type === 'application/json')
    .map(
      ([, { schema }]) =>
        `<details><summary>${escaped(typeName(schema))}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`,
    )
    .join('')
}

function typeName(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'any'
  const json = schema as JsonSchema
  if (typeof json.$ref === 'string') return json.$ref.split('/').at(-1) ?? 'any'
  if (Array.isArray(json.anyOf)) return json.anyOf.map(typeName).join(' | ')
  if (Array.isArray(json.enum)) return json.enum.join(' | ')
  if (json.type === 'array') return `${typeName(json.items)}[]`
  return Array.isArray(json.type) ? json.type.join(' | ') : String(json.format ?? json.type ?? 'any')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

/** The page's style sheet. */
export const docsStyle = `:root{color-scheme:light dark;--line:#8884;--soft:#8882}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem}
code,pre{font:13px/1.45 ui-monospace,monospace}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
h2{border-bottom:1px solid var(--line);margin-top:2.5rem}
article{margin:1.5rem 0}
h3{margin:0}
article p{margin:.25rem 0}
table{border-collapse:collapse;width:100%}
td{border-top:1px solid var(--line);padding:.25rem .5rem;vertical-align:top}
td:first-child{width:9rem}
pre{background:var(--soft);border-radius:4px;max-height:24rem;overflow:auto;padding:.75rem}
`
