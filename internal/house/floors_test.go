// Package house tests the house itself: that the picture in ARCHITECTURE.md is
// what the code does.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// source is one Go file of the program (not of its tests).
type source struct {
	path string // from the root
	pkg  string // folder from the root
	file *ast.File
	set  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	all, err := everySource()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d files found: the walk is broken", len(all))
	}
	return all
}

// everySource reads the program once for all tests.
var everySource = sync.OnceValues(func() ([]source, error) {
	var all []source
	for _, top := range []string{"cmd", "internal", "schema"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			all = append(all, source{path: filepath.ToSlash(rel), pkg: filepath.ToSlash(filepath.Dir(rel)), file: file, set: set})
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return all, nil
})

func (s source) imports() []string {
	var all []string
	for _, i := range s.file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			panic(err)
		}
		all = append(all, path)
	}
	return all
}

func (s source) forTests() bool { return strings.HasPrefix(s.pkg, "internal/testworld") }

func (s source) in(folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return s.pkg == f || strings.HasPrefix(s.pkg, f+"/") })
}

// floors gives every package of the picture its floor, counted from the top.
func floors(t *testing.T) map[string]int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```floors\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("ARCHITECTURE.md has no list of floors")
	}
	of := map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(block[1])), "\n") {
		for _, pkg := range strings.Fields(line) {
			if _, twice := of[pkg]; twice {
				t.Errorf("%s stands on two floors", pkg)
			}
			of[pkg] = i
		}
	}
	return of
}

func TestFloors(t *testing.T) {
	floor := floors(t)
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.forTests() {
			continue
		}
		seen[s.pkg] = true
		mine, drawn := floor[s.pkg]
		if !drawn {
			t.Errorf("%s is not in the picture", s.pkg)
			continue
		}
		for _, path := range s.imports() {
			other, ours := strings.CutPrefix(path, "rinnalla/")
			if !ours || strings.HasPrefix(other, "internal/testworld") {
				continue // who may use the world for tests is in the next test
			}
			if theirs, drawn := floor[other]; !drawn {
				t.Errorf("%s imports %s, which is not in the picture", s.path, other)
			} else if theirs <= mine {
				t.Errorf("%s imports %s, which does not stand below it", s.path, other)
			}
		}
	}
	for pkg := range floor {
		if !seen[pkg] {
			t.Errorf("the picture shows %s, which is not there", pkg)
		}
	}
}

func TestOnlyTheRightPackagesReachOutside(t *testing.T) {
	faces := []string{"cmd", "internal/bench", "internal/pages", "internal/field", "internal/api", "internal/web", "internal/testworld"}
	drawing := append([]string{"internal/ui", "internal/chart"}, faces...)
	drivers := []string{"internal/db", "internal/testworld/cluster"}
	for _, ban := range []struct {
		path    string
		allowed []string
		why     string
	}{
		{"net/http", faces, "the domain does not know that there is a web"},
		{"html/template", nil, "pages are templ components"},
		{"github.com/a-h/templ", drawing, "the domain draws nothing"},
		{"rinnalla/internal/web", faces, "the domain does not know the frame"},
		{"rinnalla/internal/db", []string{"internal/act", "internal/backup", "internal/demo", "internal/bench", "cmd", "internal/testworld"}, "there is no way to the database but an act"},
		{"modernc.org/sqlite", drivers, "only db speaks to drivers"},
		{"github.com/jackc/pgx", drivers, "only db speaks to drivers"},
		{"database/sql", append([]string{"internal/act", "internal/backup"}, drivers...), "there is no way to the database but an act"},
		{"rinnalla/internal/testworld", []string{"internal/testworld", "internal/bench"}, "the world for tests is for tests"},
		{"rinnalla/internal/reference", []string{"cmd", "internal/demo", "internal/pages/referencepages"}, "groups are compared with published figures, never a single client"},
	} {
		for _, s := range sources(t) {
			for _, path := range s.imports() {
				if path != ban.path && (!strings.HasPrefix(path, ban.path+"/") || path == "database/sql/driver") {
					continue
				}
				if !s.in(ban.allowed...) && !s.in(strings.TrimPrefix(ban.path, "rinnalla/")) {
					t.Errorf("%s imports %s: %s", s.path, path, ban.why)
				}
			}
		}
	}
}

func TestOnlyTheDoorLooksAtTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if !s.in("cmd", "internal/bench", "internal/testworld") {
			s.without(t, "the clock is passed in", "time", "Now", "Since", "Sleep")
		}
	}
}

func TestFilesForReadersLeaveNothingOnTheDisk(t *testing.T) {
	for _, s := range sources(t) {
		if !s.in("internal/web") {
			s.without(t, "web.NewFile makes one of which nothing is left", "os", "CreateTemp")
		}
	}
}

// without says where a source names what it must not of a package.
func (s source) without(t *testing.T, why, of string, names ...string) {
	t.Helper()
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == of && slices.Contains(names, call.Sel.Name) {
			t.Errorf("%s: %s.%s: %s", s.set.Position(n.Pos()), of, call.Sel.Name, why)
		}
		return true
	})
}

func TestNamesSayWhatThingsAre(t *testing.T) {
	forbidden := regexp.MustCompile(`(Service|Manager|Helper|Util|Utils|Repository|DTO|Impl|Info|Common|Base)$`)
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				if typ, ok := spec.(*ast.TypeSpec); ok && forbidden.MatchString(typ.Name.Name) {
					t.Errorf("%s: type %s", s.set.Position(typ.Pos()), typ.Name.Name)
				}
			}
		}
	}
}
