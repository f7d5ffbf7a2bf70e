package field

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	stdsync "sync"

	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// The app's files as frontend/build.sh makes them.
//
//go:embed app
var embedded embed.FS

// Files are the app's embedded files, at the root of the file system.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "app")
	if err != nil {
		panic(err) // the folder is embedded at build time
	}
	return sub
}

const (
	shellAddress  = "/field/"
	filesAddress  = "/field/app/"
	serviceWorker = "sw.js"
)

// release is one version of the app: its files, its texts and its shell. They
// are named by their content, so that a phone can never mix two versions.
type release struct {
	version string
	files   map[string][]byte // name → content
	marks   map[string]string // name → hash of its content
	shell   []byte
}

// The demo's app says that records are invented, so it is a release of its own.
var real, invented = releaseOnce(false), releaseOnce(true)

func releaseOnce(demo bool) func() release {
	return stdsync.OnceValue(func() release {
		r, err := assemble(demo)
		if err != nil {
			panic(err) // what is embedded at build time cannot fail at run time
		}
		return r
	})
}

func current(r *web.Request) release {
	if r.Demo() {
		return invented()
	}
	return real()
}

func assemble(demo bool) (release, error) {
	r := release{files: map[string][]byte{}, marks: map[string]string{}}
	for _, name := range []string{"app.js", "field.css", "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png"} {
		content, err := fs.ReadFile(Files(), name)
		if err != nil {
			return r, err
		}
		r.files[name] = content
	}
	for _, lang := range i18n.Langs {
		text, err := texts(lang)
		if err != nil {
			return r, err
		}
		r.files["texts-"+string(lang)+".json"] = text
	}
	for name, content := range r.files {
		r.marks[name] = mark(content)
	}
	r.shell = shell(r, demo)
	worker, err := fs.ReadFile(Files(), serviceWorker)
	if err != nil {
		return r, err
	}
	r.version = mark(append(slices.Clone(r.shell), worker...))
	return r, nil
}

func mark(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

func (r release) address(name string) string { return filesAddress + name + "?v=" + r.marks[name] }

// sharedTexts are texts of codes that the app shows and other faces too.
var sharedTexts = []string{"place.kind.", "visit.kind.", "visit.age.", "visit.gender.", "visit.onward.",
	"outcome.occasion", "outcome.by", "outcome.place", "outcome.language", "outcome.interpreter", "outcome.mode_", "question."}

func texts(lang i18n.Lang) ([]byte, error) {
	all, err := i18n.For(lang).JSON("field", "place", "visit", "outcome", "question")
	if err != nil {
		return nil, err
	}
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(all, &texts); err != nil {
		return nil, err
	}
	maps.DeleteFunc(texts, func(key string, _ json.RawMessage) bool {
		return !strings.HasPrefix(key, "field.") &&
			!slices.ContainsFunc(sharedTexts, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
	})
	return json.Marshal(texts)
}

// shell is the page that the app lives in. It is the same for everybody, so that
// it can be kept on the phone; the app itself chooses the language.
func shell(r release, demo bool) []byte {
	p := i18n.For(i18n.FI)
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#00357a">
<title>%s</title>
<link rel="stylesheet" href="%s">
<link rel="stylesheet" href="%s">
<link rel="icon" href="%s" type="image/svg+xml">
<link rel="manifest" href="/field/manifest.webmanifest" crossorigin="use-credentials">
`, p.T("field.title"), ui.AssetPath("app.css"), r.address("field.css"), r.address("icon.svg"))
	for _, lang := range i18n.Langs {
		fmt.Fprintf(&b, "<link rel=\"alternate\" type=\"application/json\" hreflang=\"%s\" data-texts=\"%s\" href=\"%s\">\n",
			lang.Tag(), lang, r.address("texts-"+string(lang)+".json"))
	}
	fmt.Fprintf(&b, "<script type=\"module\" src=\"%s\"></script>\n</head>\n<body class=\"fieldapp\">\n", r.address("app.js"))
	b.WriteString("<a class=\"skip\" href=\"#main\"></a>\n<header class=\"fieldapp__top\"></header>\n")
	if demo {
		b.WriteString("<aside>\n" + demoLines() + "</aside>\n")
	}
	b.WriteString("<main id=\"main\" class=\"fieldapp__main\" tabindex=\"-1\"></main>\n")
	b.WriteString("<nav class=\"fieldapp__nav\" hidden></nav>\n<div class=\"visually-hidden\" role=\"status\" data-say></div>\n<noscript>\n")
	for _, lang := range i18n.Langs {
		fmt.Fprintf(&b, "<p lang=\"%s\">%s</p>\n", lang.Tag(), i18n.For(lang).T("field.noscript"))
	}
	b.WriteString("</noscript>\n</body>\n</html>\n")
	return []byte(b.String())
}

// demoLines say in each language that records are invented; the style sheet
// shows the one of the language that the app has chosen.
func demoLines() string {
	var b strings.Builder
	for _, lang := range []i18n.Lang{i18n.FI, i18n.SV, i18n.EN} {
		fmt.Fprintf(&b, "<p class=\"fieldapp__demo\" lang=\"%s\">%s</p>\n", lang.Tag(), i18n.For(lang).T("web.demo_text"))
	}
	return b.String()
}

// giveShell answers another version's question with "not found": a phone that
// is just installing must get all of one version or nothing.
func giveShell(r *web.Request) (*web.Answer, error) {
	if asked := r.URL.Query().Get("v"); asked != "" && asked != current(r).version {
		return nil, fault.Missing()
	}
	return web.Body(http.StatusOK, "text/html; charset=utf-8", current(r).shell).Header("Cache-Control", "no-cache"), nil
}

// giveServiceWorker tells the worker which version it is and what belongs to it.
func giveServiceWorker(q *web.Request) (*web.Answer, error) {
	r := current(q)
	files := []string{ui.AssetPath("app.css")}
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		files = append(files, r.address(name))
	}
	head, err := json.Marshal(map[string]any{"version": r.version, "shell": shellAddress, "files": files})
	if err != nil {
		return nil, err
	}
	script, err := fs.ReadFile(Files(), serviceWorker)
	if err != nil {
		return nil, err
	}
	body := slices.Concat([]byte("self.release="), head, []byte(";\n"), script)
	return web.Body(http.StatusOK, "text/javascript; charset=utf-8", body).
		Header("Cache-Control", "no-cache").Header("Service-Worker-Allowed", shellAddress), nil
}

var contentTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png",
}

func giveFile(r *web.Request) (*web.Answer, error) {
	name := r.PathValue("file")
	content, there := current(r).files[name]
	asked := r.URL.Query().Get("v")
	if !there || asked != "" && asked != current(r).marks[name] {
		return nil, fault.Missing()
	}
	cache := "no-cache"
	if asked != "" {
		cache = "public, max-age=31536000, immutable"
	}
	return web.Body(http.StatusOK, contentTypes[path.Ext(name)], content).Header("Cache-Control", cache), nil
}

// giveManifest makes the app installable, named in the reader's language.
func giveManifest(r *web.Request) (*web.Answer, error) {
	icon := func(name, sizes, kind, purpose string) map[string]string {
		return map[string]string{"src": current(r).address(name), "sizes": sizes, "type": kind, "purpose": purpose}
	}
	text, err := json.Marshal(map[string]any{
		"id": shellAddress, "start_url": shellAddress, "scope": shellAddress, "display": "standalone",
		"lang": r.Print.Lang().Tag(), "name": r.Print.T("field.title"), "short_name": r.Print.T("field.short_title"),
		"description": r.Print.T("field.lead"), "background_color": "#f6f8f9", "theme_color": "#00357a",
		"icons": []map[string]string{
			icon("icon-192.png", "192x192", "image/png", "any"),
			icon("icon-512.png", "512x512", "image/png", "any"),
			icon("icon-maskable-512.png", "512x512", "image/png", "maskable"),
		},
	})
	if err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "application/manifest+json", text).Header("Cache-Control", "no-cache"), nil
}
