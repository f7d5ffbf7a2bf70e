package chart

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const styles = "../../frontend/styles/"

func readStyle(t *testing.T, name string) string {
	t.Helper()
	sheet, err := os.ReadFile(styles + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(sheet)
}

func TestEveryClassIsDressedOnPagesAndInFiles(t *testing.T) {
	sheet := strings.NewReplacer("#{$i}", "1").Replace(readStyle(t, "_plot.scss"))
	for i := 2; i <= 5; i++ {
		sheet += " .plot-" + strconv.Itoa(i) + " {"
	}
	for name, c := range samples(t) {
		for _, e := range parse(t, onPage(t, c)) {
			for _, class := range strings.Fields(e.attr["class"]) {
				if !dressed(sheet, class) && class != "plot-only" {
					t.Errorf("%s: the style sheet does not know .%s", name, class)
				}
			}
		}
		for _, e := range parse(t, asFile(t, c)) {
			for _, class := range strings.Fields(e.attr["class"]) {
				if !dressed(printColours, class) {
					t.Errorf("%s: a file does not know .%s", name, class)
				}
			}
		}
	}
}

func dressed(sheet, class string) bool {
	return regexp.MustCompile(`\.` + class + `[^\w-]`).MatchString(sheet)
}

// Words must have 4.5:1 on what they stand on (WCAG 2.2, 1.4.3). The steps and what is written on them come from _tokens.scss.
func TestWordsCanBeReadOnEveryStepOfTheMap(t *testing.T) {
	light, dark, found := strings.Cut(readStyle(t, "_tokens.scss"), "(prefers-color-scheme: dark)")
	if !found {
		t.Fatal("_tokens.scss has no dark colours")
	}
	for theme, c := range map[string]struct {
		tokens string
		on     [5]string
	}{
		"light": {light, [5]string{"--on-step-light", "--on-step-light", "--on-step-light", "--on-step-dark", "--on-step-dark"}},
		"dark":  {dark, [5]string{"--on-step-dark", "--on-step-dark", "--on-step-light", "--on-step-light", "--on-step-light"}},
	} {
		for i, on := range c.on {
			ground := "--step-" + strconv.Itoa(i+1)
			if ratio := contrast(hsl(t, c.tokens, ground), hsl(t, c.tokens, on)); ratio < 4.5 {
				t.Errorf("%s: %s on %s has %.2f:1", theme, on, ground, ratio)
			}
		}
	}
}

func TestWordsCanBeReadInFiles(t *testing.T) {
	for i, on := range []string{"#212121", "#212121", "#212121", "#ffffff", "#ffffff"} {
		match := regexp.MustCompile(`\.plot-` + strconv.Itoa(i+1) + `\{fill:(#[0-9a-f]{6})`).FindStringSubmatch(printColours)
		if match == nil {
			t.Fatalf("no colour for step %d", i+1)
		}
		if ratio := contrast(hex(t, match[1]), hex(t, on)); ratio < 4.5 {
			t.Errorf("%s on %s has %.2f:1", on, match[1], ratio)
		}
	}
}

type colour [3]float64

// hsl reads the first definition of the token.
func hsl(t *testing.T, tokens, name string) colour {
	t.Helper()
	match := regexp.MustCompile(name + `:\s*hsl\(([\d.]+) ([\d.]+)% ([\d.]+)%\)`).FindStringSubmatch(tokens)
	if match == nil {
		t.Fatalf("no %s", name)
	}
	var v [3]float64
	for i := range v {
		number, err := strconv.ParseFloat(match[i+1], 64)
		if err != nil {
			t.Fatal(err)
		}
		v[i] = number
	}
	h, s, l := v[0], v[1]/100, v[2]/100
	part := func(n float64) float64 {
		k := math.Mod(n+h/30, 12)
		return l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1))
	}
	return colour{part(0), part(8), part(4)}
}

func hex(t *testing.T, s string) colour {
	t.Helper()
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}
}

func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
