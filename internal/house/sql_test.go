package house

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rinnalla/schema"
)

var (
	statement = regexp.MustCompile(`(?s)^\s*(SELECT|INSERT\s+INTO|UPDATE\s+\w+|DELETE\s+FROM|WITH\s+\w+|CREATE\s+(TABLE|VIEW|INDEX)|DROP)\s`)
	tableName = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z][a-z0-9_]*)`)
	commonTab = regexp.MustCompile(`(?i)(?:\bWITH(?:\s+RECURSIVE)?|,)\s*([a-z][a-z0-9_]*)\s*(?:\([^()]*\)\s*)?AS\s*(?:NOT\s+)?(?:MATERIALIZED\s*)?\(`)
)

// texts calls fn for every string literal of a file.
func texts(s source, fn func(text string, at token.Position)) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				fn(text, s.set.Position(n.Pos()))
			}
		}
		return true
	})
}

func holdsSQL(s source) bool {
	return strings.HasSuffix(s.path, "_store.go") || strings.HasSuffix(s.path, "_facts.go")
}

func TestSQLStandsInStoresOnly(t *testing.T) {
	for _, s := range sources(t) {
		if holdsSQL(s) || s.in("internal/db", "internal/testworld", "internal/bench", "schema") {
			continue
		}
		texts(s, func(text string, at token.Position) {
			if statement.MatchString(text) {
				t.Errorf("%s: SQL outside a store: %.60q", at, text)
			}
		})
	}
}

func TestNothingAboutASingleClientReadsPublishedDistributions(t *testing.T) {
	read := 0
	for _, s := range sources(t) {
		texts(s, func(text string, at token.Position) {
			if !strings.Contains(text, "fact_reference") {
				return
			}
			if read++; !s.in("internal/report/change") {
				t.Errorf("%s: only reports on groups read them: %.60q", at, text)
			}
		})
	}
	if read == 0 {
		t.Fatal("nobody reads them: the looking is broken")
	}
}

func TestTableOwners(t *testing.T) {
	tables := ownedTables(t)
	seen := 0
	for _, s := range sources(t) {
		if !holdsSQL(s) || s.in("internal/backup") {
			continue
		}
		owner := filepath.Base(s.pkg) + "_"
		if strings.HasSuffix(s.path, "_facts.go") {
			owner = "fact_"
		}
		texts(s, func(text string, at token.Position) {
			var named []string
			for _, m := range commonTab.FindAllStringSubmatch(text, -1) {
				named = append(named, strings.ToLower(m[1]))
			}
			for _, m := range tableName.FindAllStringSubmatch(text, -1) {
				table := strings.ToLower(m[1])
				if slices.Contains(named, table) || !slices.Contains(tables, table) {
					continue
				}
				seen++
				if !strings.HasPrefix(table, owner) && !strings.HasPrefix(table, "fact_"+owner) {
					t.Errorf("%s: %s touches %s", at, s.pkg, table)
				}
			}
		})
	}
	if seen < 5 {
		t.Fatalf("only %d tables seen in the stores: the reading is broken", seen)
	}
}

// ownedTables lists the tables and views that the migrations make.
func ownedTables(t *testing.T) []string {
	t.Helper()
	made := regexp.MustCompile(`(?i)CREATE\s+(?:TABLE|VIEW)\s+([a-z0-9_]+)`)
	var all []string
	for _, path := range migrations(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(text), -1) {
			all = append(all, m[1])
		}
	}
	return all
}

func migrations(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(root, "schema", "*", "*.sql"))
	if err != nil || len(all) == 0 {
		t.Fatal("no migrations", err)
	}
	return all
}

func TestMigrationsAreNumberedAndLatestNamesTheNewest(t *testing.T) {
	numbered := regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)
	newest, folders := "", map[string][]string{}
	for _, path := range migrations(t) {
		name := filepath.Base(path)
		m := numbered.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is not named NNNN_words.sql", path)
			continue
		}
		folders[m[1]] = append(folders[m[1]], filepath.Base(filepath.Dir(path)))
		newest = max(newest, strings.TrimSuffix(name, ".sql"))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s goes back: migrations go forward only", path)
		}
	}
	for no, in := range folders {
		slices.Sort(in)
		if !slices.Equal(in, []string{"common"}) && !slices.Equal(in, []string{"postgres", "sqlite"}) {
			t.Errorf("migration %s stands in %v: it must be in common, or in both engine folders", no, in)
		}
	}
	if schema.Latest() != newest {
		t.Errorf("LATEST says %s, the newest migration is %s", schema.Latest(), newest)
	}
}
