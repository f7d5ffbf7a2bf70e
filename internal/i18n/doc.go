// Package i18n holds the texts of the faces in every language, and writes numbers, dates
// and lists the way each language writes them. It knows no domain.
//
// Texts are whole sentences in messages/LANG/AREA.json: one flat object per area, the same
// keys in all four languages.
//
//	{
//	  "visit.saved": "Käynti paikassa {place} on tallennettu.",
//	  "visit.found": {"one": "Yksi käynti", "other": "{count} käyntiä"}
//	}
//
// A key stands in the sources as one whole literal, so that a search finds it. Where keys
// are built at run time, a comment of its own says which: //i18n:keys PREFIX*. A literal
// that looks like a key and is none is excepted by //i18n:not LITERAL, a whole file by
// i18n:off in such a comment. The tests of this package list every text that is missing,
// unused, ill-formed or not given its variables.
package i18n
