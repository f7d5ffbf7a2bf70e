package i18n

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// repository is the root of the sources, seen from this package.
const repository = "../.."

func report(t *testing.T, findings []string) {
	t.Helper()
	if len(findings) > 0 {
		t.Errorf("%d to mend:\n%s", len(findings), strings.Join(findings, "\n"))
	}
}

func TestCatalogues(t *testing.T) {
	t.Run("every language has every text in good form", func(t *testing.T) { report(t, checkTexts(messages)) })
	t.Run("every text is used and every key has its text", everyTextIsUsed)
}

func everyTextIsUsed(t *testing.T) {
	used, err := readSources(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	texts, _ := collect(messages, FI)
	report(t, checkUse(used, texts))
}

// catalogue makes the four files of one area: the given one for Swedish, and one
// without fault for the other languages.
func catalogue(good, swedish string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, lang := range Langs {
		files["messages/"+string(lang)+"/visit.json"] = &fstest.MapFile{Data: []byte(good)}
	}
	files["messages/sv/visit.json"] = &fstest.MapFile{Data: []byte(swedish)}
	return files
}

func TestTheRulesForTextsFindWhatIsWrong(t *testing.T) {
	const plain = `{"visit.saved": "Käynti {place} on tallennettu."}`
	const plural = `{"visit.found": {"one": "Yksi käynti", "other": "{count} käyntiä"}}`
	if findings := checkTexts(catalogue(plain, plain)); len(findings) > 0 {
		t.Errorf("a good text is blamed: %v", findings)
	}
	if findings := checkTexts(catalogue(plural, plural)); len(findings) > 0 {
		t.Errorf("a good plural is blamed: %v", findings)
	}
	for _, c := range []struct{ good, swedish, want string }{
		{plain, `{}`, `messages/sv/visit.json: "visit.saved" is missing; messages/fi/visit.json says: Käynti {place} on tallennettu.`},
		{plain, `{"visit.saved": "Besöket har sparats."}`, "has the variables []"},
		{plain, `{"visit.saved": "Besöket {plats} har sparats."}`, "has the variables [plats]"},
		{plain, `{"visit.saved": "{place} "}`, "begins or ends with a space"},
		{plain, `{"visit.saved": "{place}\u00a0"}`, "begins or ends with a space"},
		{plain, `{"visit.saved": ""}`, "is empty"},
		{plain, `{"visit.saved": "a  {place}"}`, "two spaces"},
		{plain, `{"visit.saved": "{place}'s"}`, "straight apostrophe"},
		{plain, `{"visit.saved": "\"{place}\""}`, "straight quotation mark"},
		{plain, `{"visit.saved": "{place}..."}`, "write …"},
		{plain, `{"visit.saved": "{place} - x"}`, "write –"},
		{plain, `{"visit.saved": "{place} %"}`, "before % or €"},
		{plain, `{"visit.saved": "{place} 1 386"}`, "within a number"},
		{plain, `{"visit.saved": "<b>{place}</b>"}`, "holds HTML"},
		{plain, `{"visit.saved": "a\n{place}"}`, "line break"},
		{plain, `{"visit.saved": "{place} {"}`, "holds a brace"},
		{plain, `{"visit.saved": "{Place}"}`, "holds a brace"},
		{plain, `{"visit.saved": 3}`, "neither a text nor"},
		{plain, `{"visit.saved": "{place}", "visit.saved": "{place}"}`, "stands already in"},
		{plain, `{"visit.saved": "{place}", "Visit": "x"}`, "is no key"},
		{plain, `["visit.saved"]`, "not a flat JSON object"},
		{plain, `{"visit.saved": "{place}"`, "not a flat JSON object"},
		{plain, `{"visit.saved": "{place}"} {}`, "something follows"},
		{plural, `{"visit.found": "{count} besök"}`, "has plural forms in one language but not in"},
		{plural, `{"visit.found": {"other": "{count} besök"}}`, "neither a text nor"},
		{plural, `{"visit.found": {"one": "x", "few": "x", "other": "{count} besök"}}`, "neither a text nor"},
		{plural, `{"visit.found": {"one": "", "other": "{count} besök"}}`, "is empty"},
		{plural, `{"visit.found": {"one": "ett besök {x}", "other": "{count} besök"}}`, "have different variables"},
	} {
		findings := checkTexts(catalogue(c.good, c.swedish))
		if !slices.ContainsFunc(findings, func(finding string) bool { return strings.Contains(finding, c.want) }) {
			t.Errorf("%s: want a finding with %q, got %v", c.swedish, c.want, findings)
		}
	}
	moved := catalogue(plain, `{}`)
	moved["messages/sv/place.json"] = &fstest.MapFile{Data: []byte(plain)}
	if findings := checkTexts(moved); len(findings) != 1 || !strings.Contains(findings[0], "belongs into messages/sv/visit.json") {
		t.Errorf("a text in the wrong file: %v", findings)
	}
}

func TestTheRulesForSourcesFindWhatIsWrong(t *testing.T) {
	texts := map[string]found{
		"visit.saved":  {file: "visit.json", texts: forms{Other: "{place} on tallennettu."}},
		"visit.found":  {file: "visit.json", texts: forms{One: "Yksi", Other: "{count} käyntiä"}, plural: true},
		"visit.kind.a": {file: "visit.json", texts: forms{Other: "a"}},
	}
	const goFile = "package p\n"
	good := map[string]string{
		"a.go":           goFile + "//i18n:keys visit.kind.*\nvar _ = p.T(\"visit.saved\", \"place\", x)",
		"b.templ":        "package p\ntempl b() { <p>{ p.T(\"visit.found\", \"count\", 3) }</p> }",
		"c.ts":           "// not \"visit.nothing\"\nshow('visit.saved'); import './visit.css'; open(\"visit.js\")",
		"d_test.go":      goFile + `var _ = "visit.nothing"`,
		"e.go":           goFile + "//i18n:off\nvar _ = \"visit.read\"",
		"node_modules/f": `"visit.nothing"`,
		"g.go":           goFile + "//i18n:not visit.write\nvar _ = \"visit.write\" // \"visit.comment\"",
		"h.go":           goFile + `var _ = "elsewhere.saved"`,
	}
	for _, c := range []struct{ file, content, want string }{
		{"h.go", good["h.go"], ""},
		{"x.go", goFile + `var _ = "visit.nothing"`, `x.go: "visit.nothing" has no text`},
		{"x.templ", `{ p.T("visit.nothing") }`, `x.templ: "visit.nothing" has no text`},
		{"x.ts", "show(`visit.nothing`)", `x.ts: "visit.nothing" has no text`},
		{"b.templ", "", `"visit.found" is used nowhere`},
		{"a.go", goFile + `var _ = p.T("visit.saved", "place", x)`, `"visit.kind.a" is used nowhere`},
		{"x.go", goFile + "//i18n:keys visit.state.*\n", `there are no such keys`},
		{"x.go", goFile + `var _ = p.T("visit.saved")`, `x.go:2:13: "visit.saved" is not given its variable {place}`},
		{"x.go", goFile + `var _ = p.T("visit.found", "n", 3)`, `"visit.found" is not given its variable {count}`},
		{"b_templ.go", goFile + `var _ = p.T("visit.found")`, `"visit.found" is not given its variable {count}`},
		{"x.go", goFile + `var _ = fault.New(fault.Stale, "visit.saved", "plats", x)`, `"visit.saved" is not given its variable {place}`},
		{"x.go", goFile + `var _ = p.T("visit.saved", args...)`, ""},
		{"x.go", goFile + `var _ = p.T("visit.saved", name, x)`, ""},
	} {
		tree := fstest.MapFS{}
		for name, content := range good {
			tree[name] = &fstest.MapFile{Data: []byte(content)}
		}
		tree[c.file] = &fstest.MapFile{Data: []byte(c.content)}
		used, err := readSources(tree)
		if err != nil {
			t.Fatal(err)
		}
		findings := checkUse(used, texts)
		if c.want == "" && len(findings) > 0 || c.want != "" && (len(findings) != 1 || !strings.Contains(findings[0], c.want)) {
			t.Errorf("%s %s: want %q, got %v", c.file, c.content, c.want, findings)
		}
	}
}

func TestInSwedishAClientReadsOfThoseWhoWorkWithHerAndOfNoEmployees(t *testing.T) {
	for _, area := range []string{"answer", "picture", "outcome"} {
		text, err := For(SV).JSON(area)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for key, message := range all {
			toClients := area == "answer" || strings.Contains(key, ".own_") || strings.HasPrefix(key, "outcome.link_") && !strings.HasSuffix(key, "_hint")
			if said := strings.ToLower(fmt.Sprint(message)); toClients && strings.Contains(said, "arbetstagar") {
				t.Errorf("%s: %s", key, said)
			}
		}
	}
}
