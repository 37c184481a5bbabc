// nginx's own pages as the zlib of its distribution packs them (level 1): another zlib makes other bytes of the same text.
import { gunzipSync, gzipSync } from 'node:zlib'

const KNOWN: readonly string[] = [
  // nginx/1.22.1 403
  'H4sIAAAAAAAEA7PJKMnNsePlsslITUyxsynJLMlJtTMxMFZwyy9KykxJSc2z0YcI2uiDlQCVJuWnVIK0JKfmlaQW2dlkGKLrAIrY6EOlQWYDFUF5eemZeRX6hnpGRnqGyEr0YYbqQx0EANlW9dWZAAAA',
  // nginx/1.22.1 403 padded
  'H4sIAAAAAAAEA+2QsQ7CMAxEdyT+wXxAGloYoywIJAYmviDFpomUOshkoH9PCq2EmBkZfX53Op3xuY92uTCeHFqTQ45kt+sNHJK0AZHY6Ldo9AspaJtwGC0X4kxija+/HUUxenqP2QWaLu4CP3RdNU1VfyJ6DtVzoZVS4ODmEAN3kBNguLs2EpzOxz04Rth5ST3BVQIxxgFIJElxdARKjQX/Eb/c4gmn2zD8KwIAAA==',
  // nginx/1.22.1 404
  'H4sIAAAAAAAEA7PJKMnNsePlsslITUyxsynJLMlJtTMxMFHwyy9RcMsvzUux0YcI2uiDlQCVJuWnVIK0JKfmlaQW2dlkGKLrAIrY6EOlQWYDFUF5eemZeRX6hnpGRnqGyEr0YYbqQx0EAJeNf72ZAAAA',
  // nginx/1.22.1 404 padded
  'H4sIAAAAAAAEA+2QwQrCMBBE74L/sH5AGlt6XHIRBQ968QtSd20CaSIxgv17E21BPHv0uLNvhmHQpMGp5QINa1KYbHKs2nULx5BgF+6eUL5FlC8ko12gsVjO7BNHhab+dmQF5fQu2RmaLt9b/5B11TRV/YnIOVTOhVZCgIarJrK+hxSA7E13juFw2m9Be4KNiWFguETLntwIHGOI2dEzCFEK/iN+ucUT4nUmgCsCAAA=',
  // nginx/1.18.0 (Ubuntu) 403
  'H4sIAAAAAAAEA7PJKMnNsePlsslITUyxsynJLMlJtTMxMFZwyy9KykxJSc2z0YcI2uiDlQCVJuWnVIK0JKfmlaQW2dlkGKLrAIrY6EOlQWYDFUF5eemZeRX6hnqGFnoGChqhSaV5JaWayGr1YabrQ10GAGNdvkmiAAAA',
  // nginx/1.18.0 (Ubuntu) 403 padded
  'H4sIAAAAAAAEA+2QMQvCMBCFd8H/cG46pGnRwSFkEQUHJ/EHJN7ZBtKLxBTsvzfVCuLs6Hjvvvd4PNWk1uvpRDVkUKvkkie9KpewC9E6RGIlX6KSTySjNmA/WM7EiaJWTfXtyIqS43vIztB4ce34LquiWhclzE+249QtPln5TpfvZjMhwMDVIDquIQVAdzPWExyO+y0YRtg0MbQEl+iI0fdAMYaYHTWBEEPTf8Qvt3gAkmFlZjQCAAA=',
  // nginx/1.18.0 (Ubuntu) 404
  'H4sIAAAAAAAEA7PJKMnNsePlsslITUyxsynJLMlJtTMxMFHwyy9RcMsvzUux0YcI2uiDlQCVJuWnVIK0JKfmlaQW2dlkGKLrAIrY6EOlQWYDFUF5eemZeRX6hnqGFnoGChqhSaV5JaWayGr1YabrQ10GADfXWMyiAAAA',
  // nginx/1.18.0 (Ubuntu) 404 padded
  'H4sIAAAAAAAEA+2QMQvCMBCFd8H/cG46pGmhg0PIIgoOuog/IPXONpBeJKZg/72ptiDOjo737nuPx1NNbJ2ez1RDBrWKNjrSZV7C0UfY+Y5Rybeo5AtJaOWxHywX4khBq6b4diRFyfE9ZCdovLi2/JBFVqyzHJbnquPYrT5ZOaXLqdlCCDBwM4iWa4ge0N5N5QgOp/0WDCNsmuBbgmuwxOh6oBB8SI6aQIih6T/il1s8ASq2STU0AgAA',
]

const pages = new Map(
  KNOWN.map((packed): [string, Buffer] => {
    const bytes = Buffer.from(packed, 'base64')
    return [gunzipSync(bytes).toString('latin1'), bytes]
  }),
)

/** A page of nginx's own, packed. */
export function packedPage(text: string): Buffer {
  return pages.get(text) ?? gzipSync(Buffer.from(text, 'latin1'), { level: 1 })
}
