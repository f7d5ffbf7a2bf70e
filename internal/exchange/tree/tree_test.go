package tree_test

import (
	"bytes"
	"strings"
	"testing"

	"rinnalla/internal/exchange/tree"
)

func TestAFileIsRefusedWithTheLineAndTheReason(t *testing.T) {
	laughs := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for _, level := range []string{"b", "c", "d", "e", "f", "g", "h", "i"} {
		before := string(level[0] - 1)
		laughs += level + ": &" + level + " [" + strings.TrimSuffix(strings.Repeat("*"+before+",", 9), ",") + "]\n"
	}
	for name, c := range map[string]struct {
		text string
		line int
		key  string
	}{
		"a billion laughs":                 {laughs, 1, "tree.alias"},
		"a map that holds itself":          {"a: &a\n  b: *a\n", 1, "tree.alias"},
		"an alias alone":                   {"a: 1\nb: *c\n", 0, "tree.not_yaml"},
		"a merge":                          {"a: 1\n<<: {b: 2}\n", 2, "tree.alias"},
		"a tag that would make an object":  {"a: !!python/object:os.system x\n", 1, "tree.tag"},
		"a second document":                {"a: 1\n---\nb: 2\n", 2, "tree.second_document"},
		"a list for a name":                {"? [a]\n: b\n", 1, "tree.not_yaml"},
		"a name twice":                     {"a: 1\nb: 2\na: 3\n", 3, "tree.duplicate"},
		"a name twice in JSON":             {"{\n\"a\": 1,\n\"a\": 2}", 3, "tree.duplicate"},
		"an old eight-bit file":            {"a: 1\nb: \xe4\xe4ni\n", 2, "tree.not_utf8"},
		"UTF-16":                           {"\xff\xfea\x00:\x00 \x001\x00", 1, "tree.not_utf8"},
		"nothing":                          {" \n\t ", 0, "tree.empty"},
		"a comment and nothing else":       {"# nothing\n", 0, "tree.not_yaml"},
		"JSON that ends too early":         {"{\n\"a\": [1, 2", 2, "tree.not_json"},
		"JSON with more after its end":     {"{\"a\": 1}\n{\"b\": 2}", 2, "tree.not_json"},
		"JSON with a comment":              {"{\"a\": 1 // one\n}", 1, "tree.not_json"},
		"a number that JSON does not have": {"{\"a\": NaN}", 1, "tree.not_json"},
		"lists in lists in JSON":           {"{\"a\":" + strings.Repeat("[", 5_000), 1, "tree.too_deep"},
		"lists in lists in YAML":           {"a: " + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000), 1, "tree.too_deep"},
		"more parts than anybody asks":     {"{\"a\": [" + strings.Repeat("0,", 200_000) + "0]}", 1, "tree.too_many"},
		"a very big file":                  {strings.Repeat("a", 2<<20+1), 0, "tree.too_big"},
	} {
		_, p := tree.Read([]byte(c.text), tree.Limits{})
		if p == nil || p.Key != c.key || p.Line != c.line {
			t.Errorf("%s: %v; want line %d: %s", name, p, c.line, c.key)
		}
	}
}

type kinds struct {
	Words  string            `json:"words"`
	Count  int               `json:"count"`
	Size   *float64          `json:"size"`
	Truth  bool              `json:"truth"`
	List   []string          `json:"list"`
	Table  map[string]string `json:"table"`
	Within *kinds            `json:"within"`
}

func TestAPartOfAnotherKindIsNamedByItsPlace(t *testing.T) {
	root, p := tree.Read([]byte("words: [a]\ncount: 1.5\nsize: big\ntruth: 1\nlist: a\ntable: [a]\nwithin: {count: x, colour: red}\n"), tree.Limits{})
	if p != nil {
		t.Fatal(p)
	}
	var k kinds
	var got []string
	for _, p := range tree.Into(root, &k) {
		got = append(got, p.Error())
	}
	want := []string{"line 1: words: tree.wants_text", "line 2: count: tree.wants_whole", "line 3: size: tree.wants_number",
		"line 4: truth: tree.wants_truth", "line 5: list: tree.wants_list", "line 6: table: tree.wants_map",
		"line 7: within.count: tree.wants_whole", "line 7: within: tree.unknown"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

func TestPlainWordsOfYAMLAreTextWhereTextIsWanted(t *testing.T) {
	root, p := tree.Read([]byte("words: 007\ntable: {no: on, a: 1.50}\nlist: [true, 1e3]\n"), tree.Limits{})
	if p != nil {
		t.Fatal(p)
	}
	var k kinds
	if problems := tree.Into(root, &k); problems != nil || k.Words != "007" || k.Table["a"] != "1.50" || k.Table["no"] != "on" || k.List[1] != "1e3" {
		t.Errorf("%+v %v", k, problems)
	}
}

// breaks counts the line ends that YAML knows beside the usual one.
func breaks(data []byte) (n int) {
	for _, b := range []string{"\r", "\u0085", "\u2028", "\u2029"} {
		n += bytes.Count(data, []byte(b))
	}
	return n
}

// FuzzRead: whatever the bytes, reading ends; a tree that was read is within its bounds, has lines of the file, and is the same once more
// after it was written as JSON. (YAML is tried with the definitions that it is for.)
func FuzzRead(f *testing.F) {
	for _, text := range []string{`{"a":[1,true,null,"x"],"b":{"c":-1.5e3}}`, "a: [1, yes, ~, x]\nb:\n  c: -1.5e3\n", "- a\n- b\n", "a: &a 1\n", "\"\\u00e4\": |\n  b\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := tree.Limits{Bytes: 1 << 16, Depth: 12, Parts: 500}
		root, p := tree.Read(data, limits)
		if p != nil {
			return
		}
		parts := 0
		for place, line := range tree.Lines(root) {
			// An empty value at the very end stands on the line after it.
			if line < 1 || line > 2+bytes.Count(data, []byte("\n"))+breaks(data) {
				t.Fatalf("%s stands on line %d", place, line)
			}
		}
		var count func(n *tree.Node, depth int)
		count = func(n *tree.Node, depth int) {
			parts++
			if parts > limits.Parts || depth > limits.Depth {
				t.Fatalf("%d parts, %d deep", parts, depth)
			}
			for _, i := range n.Items {
				count(i, depth+1)
			}
			for _, field := range n.Fields {
				count(field.Node, depth+1)
			}
		}
		count(root, 1)
		var k kinds
		tree.Into(root, &k)
		text, err := tree.JSON(k)
		if err != nil {
			t.Fatal(err)
		}
		if _, p := tree.ReadJSON(text, tree.Limits{}); p != nil {
			t.Fatalf("%s: %v", text, p)
		}
	})
}
