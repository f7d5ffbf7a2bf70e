package geojson

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Limits bounds what [Read] accepts. A field that is zero takes its value from [DefaultLimits].
type Limits struct {
	Bytes    int64
	Features int
	Points   int
}

const megabyte = 1_000_000

// DefaultLimits hold the official boundaries at full detail twice over.
func DefaultLimits() Limits {
	return Limits{Bytes: 60 * megabyte, Features: 5_000, Points: 3_000_000}
}

// Form says where in a feature its code stands, and how much is read.
type Form struct {
	// Code is the name of a property. When it is empty the first of [UsualCodes] is taken that holds a code.
	Code   string
	Limits Limits
}

// UsualCodes are the names under which published boundaries give the code of the municipality, in the order they are looked for.
func UsualCodes() []string {
	return []string{"code", "kunta", "kuntakoodi", "kuntanumero", "kuntanro", "natcode", "NATCODE", "koodi"}
}

// usualNames are the names under which they give its name.
var usualNames = []string{"name", "nimi", "name_fi", "namefin", "NAMEFIN", "kuntanimi"}

func (f Form) orDefaults() Form {
	d := DefaultLimits()
	f.Limits.Bytes = cmp.Or(f.Limits.Bytes, d.Bytes)
	f.Limits.Features = cmp.Or(f.Limits.Features, d.Features)
	f.Limits.Points = cmp.Or(f.Limits.Points, d.Points)
	return f
}

// Read takes the boundaries out of a file, in the order of their codes. A feature that cannot be used is left out and named in a
// note. The error is a [Problem] when the file as a whole cannot be used, and then nothing else is returned; when reading itself
// fails it is that failure.
func Read(file io.Reader, form Form) (boundaries []Boundary, notes []*Problem, err error) {
	form = form.orDefaults()
	counted := &counter{from: file, left: form.Limits.Bytes}
	r := &reader{form: form, decoder: json.NewDecoder(counted), codes: map[string]bool{}}
	if p := r.collection(); p != nil {
		switch {
		case counted.failed != nil:
			return nil, nil, counted.failed
		case counted.left < 0:
			return nil, nil, problem("geojson.too_big", "limit", form.Limits.Bytes/megabyte)
		}
		return nil, nil, p
	}
	slices.SortFunc(r.boundaries, func(a, b Boundary) int { return cmp.Compare(a.Code, b.Code) })
	return r.boundaries, r.notes, nil
}

// counter ends the file when there are more bytes than allowed, and remembers why reading failed.
type counter struct {
	from   io.Reader
	left   int64
	failed error
}

func (c *counter) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.from.Read(p)
	c.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.failed = err
	}
	return n, err
}

type reader struct {
	form       Form
	decoder    *json.Decoder
	kind       string
	features   int
	points     int
	codes      map[string]bool
	boundaries []Boundary
	notes      []*Problem
}

func notJSON(err error) *Problem {
	return &Problem{Key: "geojson.not_json", Cause: err}
}

// collection reads the whole file; its members may come in any order.
func (r *reader) collection() *Problem {
	start, err := r.decoder.Token()
	if errors.Is(err, io.EOF) {
		return problem("geojson.empty")
	}
	if err != nil {
		return notJSON(err)
	}
	if start != json.Delim('{') {
		return problem("geojson.no_collection")
	}
	for r.decoder.More() {
		if p := r.member(); p != nil {
			return p
		}
	}
	if _, err := r.decoder.Token(); err != nil {
		return notJSON(err)
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return notJSON(err)
	}
	switch {
	case r.kind != "FeatureCollection":
		return problem("geojson.no_collection")
	case len(r.boundaries) == 0 && len(r.notes) > 0:
		return r.notes[0]
	case len(r.boundaries) == 0:
		return problem("geojson.no_features")
	}
	return nil
}

func (r *reader) member() *Problem {
	name, err := r.decoder.Token()
	if err != nil {
		return notJSON(err)
	}
	switch name {
	case "type":
		var kind any
		if err := r.decoder.Decode(&kind); err != nil {
			return notJSON(err)
		}
		r.kind, _ = kind.(string) // another type than text is no collection either
	case "features":
		return r.list()
	default:
		var ignored json.RawMessage
		if err := r.decoder.Decode(&ignored); err != nil {
			return notJSON(err)
		}
	}
	return nil
}

func (r *reader) list() *Problem {
	start, err := r.decoder.Token()
	if err != nil {
		return notJSON(err)
	}
	if start != json.Delim('[') {
		return problem("geojson.no_collection")
	}
	for r.decoder.More() {
		r.features++
		if r.features > r.form.Limits.Features {
			return problem("geojson.too_many_features", "limit", r.form.Limits.Features)
		}
		if p := r.next(); p != nil {
			return p
		}
	}
	if _, err := r.decoder.Token(); err != nil {
		return notJSON(err)
	}
	return nil
}

// feature is what of a GeoJSON feature is read.
type feature struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// next reads one feature. A problem ends the reading; what only concerns the feature becomes a note.
func (r *reader) next() *Problem {
	var f feature
	err := r.decoder.Decode(&f)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		r.note(&Problem{Key: "geojson.no_area", Args: []any{"feature", r.features}, Cause: err})
		return nil
	}
	if err != nil {
		return notJSON(err)
	}
	code, p := r.code(f)
	if p != nil {
		r.note(p)
		return nil
	}
	polygons, p := r.area(f, code)
	if p != nil {
		r.note(p)
		return nil
	}
	if r.points > r.form.Limits.Points {
		return problem("geojson.too_many_points", "limit", r.form.Limits.Points)
	}
	r.codes[code] = true
	r.boundaries = append(r.boundaries, Boundary{Code: code, Name: f.name(), Polygons: polygons})
	return nil
}

func (r *reader) note(p *Problem) { r.notes = append(r.notes, p) }

// code takes text or a number, and gives back the leading zeros that numbers lose.
func (r *reader) code(f feature) (string, *Problem) {
	code := f.usualCode()
	if r.form.Code != "" {
		code = padded(word(f.Properties[r.form.Code]))
	}
	switch {
	case code == "" && r.form.Code == "":
		return "", problem("geojson.no_usual_code", "feature", r.features, "properties", f.propertyNames())
	case code == "":
		return "", problem("geojson.no_code", "feature", r.features, "property", r.form.Code)
	case !isCode(code):
		return "", problem("geojson.bad_code", "feature", r.features, "code", shortened(code))
	case r.codes[code]:
		return "", problem("geojson.code_twice", "feature", r.features, "code", code)
	}
	return code, nil
}

func padded(code string) string {
	if code == "" || len(code) >= 3 {
		return code
	}
	return strings.Repeat("0", 3-len(code)) + code
}

func isCode(code string) bool { return len(code) == 3 && strings.Trim(code, "0123456789") == "" }

// usualCode is the first code under a usual name, or empty.
func (f feature) usualCode() string {
	for _, name := range UsualCodes() {
		if code := padded(word(f.Properties[name])); isCode(code) {
			return code
		}
	}
	return ""
}

func (f feature) name() string {
	for _, name := range usualNames {
		if w := word(f.Properties[name]); w != "" {
			return w
		}
	}
	return ""
}

// propertyNames are the names of the first properties, for choosing among them; a dash when there are none.
func (f feature) propertyNames() string {
	const most = 12
	if len(f.Properties) == 0 {
		return "–"
	}
	names := slices.Sorted(maps.Keys(f.Properties))
	for i := range names {
		names[i] = shortened(names[i])
	}
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return strings.Join(names, ", ")
}

// word is a property's text, or its whole number as text; empty for everything else.
func word(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return shortened(strings.TrimSpace(text))
	}
	var number uint32
	if json.Unmarshal(raw, &number) == nil {
		return strconv.FormatUint(uint64(number), 10)
	}
	return ""
}

// shortened keeps hostile text out of messages and the database.
func shortened(s string) string {
	const most = 60
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}

// area reads the geometry and cleans it.
func (r *reader) area(f feature, code string) ([][]Ring, *Problem) {
	var polygons [][]Ring
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		var one []Ring
		err = json.Unmarshal(f.Geometry.Coordinates, &one)
		polygons = [][]Ring{one}
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		err = errors.New("geometry is " + strconv.Quote(shortened(f.Geometry.Type)))
	}
	if err != nil {
		return nil, &Problem{Key: "geojson.no_area", Args: []any{"feature", r.features}, Cause: err}
	}
	for _, polygon := range polygons {
		for _, ring := range polygon {
			r.points += len(ring)
			if p := where(ring, code); p != nil {
				return nil, p
			}
		}
	}
	if polygons = cleaned(polygons); len(polygons) == 0 {
		return nil, problem("geojson.no_area", "feature", r.features)
	}
	return polygons, nil
}

// where tells when a point is not in Finland or the sea around it, and guesses the reason: in the other order, or not degrees.
func where(ring Ring, code string) *Problem {
	for _, p := range ring {
		switch {
		case nearFinland(p[0], p[1]):
		case nearFinland(p[1], p[0]):
			return problem("geojson.swapped", "code", code)
		case max(p[0], -p[0]) > 180 || max(p[1], -p[1]) > 90:
			return problem("geojson.not_degrees", "code", code)
		default:
			return problem("geojson.elsewhere", "code", code)
		}
	}
	return nil
}

func nearFinland(lon, lat float64) bool { return lon > 15 && lon < 36 && lat > 57 && lat < 72 }

// cleaned leaves out rings that enclose nothing, polygons without an outer ring, and repeated points.
func cleaned(polygons [][]Ring) [][]Ring {
	var out [][]Ring
	for _, polygon := range polygons {
		var rings []Ring
		for i, ring := range polygon {
			ring = slices.Compact(slices.Clone(ring))
			if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
				ring = ring[:len(ring)-1]
			}
			if len(ring) >= 3 {
				rings = append(rings, ring)
			} else if i == 0 {
				break
			}
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}
