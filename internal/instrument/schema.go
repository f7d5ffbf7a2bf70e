package instrument

import _ "embed"

//go:embed instrument.schema.json
var schema []byte

// Schema is the file format as a JSON Schema (draft 2020-12), for editors and for programs that make files. What it cannot say is left
// to [Definition.Check].
func Schema() []byte { return schema }
