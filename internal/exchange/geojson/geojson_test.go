package geojson_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"rinnalla/internal/exchange/geojson"
	"rinnalla/internal/fault"
)

// All shapes here are invented.

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func square(code string, lon, lat, side float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":"Keksitty"},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
		code, lon, lat, lon+side, lat, lon+side, lat+side, lon, lat+side, lon, lat)
}

func read(t *testing.T, file string, form geojson.Form) ([]geojson.Boundary, []*geojson.Problem) {
	t.Helper()
	boundaries, notes, err := geojson.Read(strings.NewReader(file), form)
	if err != nil {
		t.Fatal(err)
	}
	return boundaries, notes
}

func TestBoundariesComeInTheOrderOfTheirCodes(t *testing.T) {
	boundaries, notes := read(t, collection(square("205", 27, 64, 1), square("046", 28, 62, 0.5)), geojson.Form{})
	if len(notes) != 0 || len(boundaries) != 2 || boundaries[0].Code != "046" || boundaries[1].Code != "205" {
		t.Fatalf("%v, notes %v", boundaries, notes)
	}
	want := []geojson.Ring{{{28, 62}, {28.5, 62}, {28.5, 62.5}, {28, 62.5}}}
	if boundaries[0].Name != "Keksitty" || !reflect.DeepEqual(boundaries[0].Rings(), want) {
		t.Errorf("%+v", boundaries[0])
	}
}

func TestOtherNamesOfPropertiesAndNumbersAsCodes(t *testing.T) {
	file := strings.NewReplacer(`"code":"046"`, `"kunta":46`, `"name"`, `"nimi"`).Replace(collection(square("046", 28, 62, 0.5)))
	for _, code := range []string{"kunta", ""} {
		boundaries, _ := read(t, file, geojson.Form{Code: code})
		if boundaries[0].Code != "046" || boundaries[0].Name != "Keksitty" {
			t.Errorf("%q: %+v", code, boundaries[0])
		}
	}
}

func TestOfTheUsualNamesTheFirstIsTakenThatHoldsACode(t *testing.T) {
	for properties, want := range map[string]string{
		`"kunta":"Enonkoski","natcode":"046"`: "046", `"kunta":46,"koodi":"47"`: "046", `"NATCODE":"046"`: "046", `"code":"FI-46","kuntanumero":46`: "046",
	} {
		file := strings.Replace(collection(square("046", 28, 62, 0.5)), `"code":"046"`, properties, 1)
		boundaries, _ := read(t, file, geojson.Form{})
		if boundaries[0].Code != want {
			t.Errorf("%s: %+v", properties, boundaries[0])
		}
	}
	file := strings.Replace(collection(square("046", 28, 62, 0.5)), `"code":"046"`, `"alue":"046","aika":2026`, 1)
	_, _, err := geojson.Read(strings.NewReader(file), geojson.Form{})
	var p *geojson.Problem
	if !errors.As(err, &p) || p.Error() != "geojson.no_usual_code feature=1 properties=aika, alue, name" {
		t.Error(err)
	}
}

func TestManyPolygonsHolesHeightsAndOpenRings(t *testing.T) {
	file := collection(`{"type":"Feature","properties":{"code":"777"},"geometry":{"type":"MultiPolygon","coordinates":[
		[[[28,64,120.5],[29,64],[29,65],[28,65]],[[28.2,64.2],[28.4,64.2],[28.4,64.4],[28.2,64.2]]],
		[[[27,64],[27,64]],[[27.1,64.1],[27.2,64.1],[27.2,64.2],[27.1,64.1]]],
		[[[30,64],[30.1,64],[30.1,64.1],[30.1,64.1],[30,64]]]]}}`)
	boundaries, _ := read(t, file, geojson.Form{})
	want := [][]geojson.Ring{
		{{{28, 64}, {29, 64}, {29, 65}, {28, 65}}, {{28.2, 64.2}, {28.4, 64.2}, {28.4, 64.4}}},
		{{{30, 64}, {30.1, 64}, {30.1, 64.1}}},
	}
	if !reflect.DeepEqual(boundaries[0].Polygons, want) {
		t.Errorf("%v", boundaries[0].Polygons)
	}
}

func TestAFileThatCannotBeUsedSaysWhy(t *testing.T) {
	small := geojson.Limits{Bytes: 1000, Features: 3, Points: 12}
	for name, c := range map[string]struct{ file, want string }{
		"nothing":             {"", "geojson.empty"},
		"only spaces":         {" \n\t", "geojson.empty"},
		"a spreadsheet":       {"PK\x03\x04", "geojson.not_json"},
		"text":                {"kunta;nimi\n046;Enonkoski", "geojson.not_json"},
		"cut short":           {collection(square("046", 28, 62, 1))[:90], "geojson.not_json"},
		"cut at the end":      {strings.TrimSuffix(collection(square("046", 28, 62, 1)), "}"), "geojson.not_json"},
		"something after":     {collection(square("046", 28, 62, 1)) + "x", "geojson.not_json"},
		"a list":              {"[1,2]", "geojson.no_collection"},
		"a single feature":    {square("046", 28, 62, 1), "geojson.no_collection"},
		"a topology":          {`{"type":"Topology","objects":{}}`, "geojson.no_collection"},
		"type is a number":    {`{"type":5,"features":[]}`, "geojson.no_collection"},
		"features is text":    {`{"type":"FeatureCollection","features":"x"}`, "geojson.no_collection"},
		"no features":         {collection(), "geojson.no_features"},
		"no type":             {strings.Replace(collection(square("046", 28, 62, 1)), `"type":"FeatureCollection",`, "", 1), "geojson.no_collection"},
		"too big":             {collection(square("046", 28, 62, 1)) + strings.Repeat(" ", 1000), "geojson.too_big"},
		"too many features":   {collection("{}", "{}", "{}", "{}"), "geojson.too_many_features"},
		"too many points":     {collection(square("046", 28, 62, 1), square("047", 26, 62, 1), square("049", 24, 62, 1)), "geojson.too_many_points"},
		"nothing in it":       {collection("{}"), "geojson.no_code"},
		"null":                {collection("null"), "geojson.no_code"},
		"wrong property":      {strings.Replace(collection(square("046", 28, 62, 1)), `"code"`, `"kunta"`, 1), "geojson.no_code"},
		"a name for a code":   {collection(square("Enonkoski", 28, 62, 1)), "geojson.bad_code"},
		"a point":             {collection(`{"properties":{"code":"046"},"geometry":{"type":"Point","coordinates":[28,62]}}`), "geojson.no_area"},
		"no geometry":         {collection(`{"properties":{"code":"046"},"geometry":null}`), "geojson.no_area"},
		"text for a place":    {collection(`{"properties":{"code":"046"},"geometry":{"type":"Polygon","coordinates":[[["28",62]]]}}`), "geojson.no_area"},
		"an endless number":   {collection(`{"properties":{"code":"046"},"geometry":{"type":"Polygon","coordinates":[[[1e999,62]]]}}`), "geojson.no_area"},
		"a line":              {collection(`{"properties":{"code":"046"},"geometry":{"type":"Polygon","coordinates":[[[28,62],[29,62],[28,62]]]}}`), "geojson.no_area"},
		"properties a list":   {collection(`{"properties":[1],"geometry":null}`), "geojson.no_area"},
		"latitude first":      {collection(square("046", 62, 28, 1)), "geojson.swapped"},
		"metres":              {collection(square("046", 585000, 6880000, 1000)), "geojson.not_degrees"},
		"in Africa":           {collection(square("046", 0, 0, 1)), "geojson.elsewhere"},
		"half a position":     {collection(`{"properties":{"code":"046"},"geometry":{"type":"Polygon","coordinates":[[[28],[29],[30]]]}}`), "geojson.elsewhere"},
		"a hundred parens":    {strings.Repeat("[", 100), "geojson.no_collection"},
		"deeper than sense":   {`{"a":` + strings.Repeat("[", 900), "geojson.not_json"},
		"the features thrice": {`{"features":[{},{}],"features":[{},{}]}`, "geojson.too_many_features"},
	} {
		boundaries, notes, err := geojson.Read(strings.NewReader(c.file), geojson.Form{Code: "code", Limits: small})
		var p *geojson.Problem
		if !errors.As(err, &p) || p.Key != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if boundaries != nil || notes != nil {
			t.Errorf("%s: something was read all the same", name)
		}
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: not a fault of the file", name)
		}
	}
}

func TestWhatConcernsOneFeatureLeavesOutThatFeature(t *testing.T) {
	file := collection(square("046", 28, 62, 1), square("58-8", 26, 61, 1), square("046", 27, 62, 1), "{}", square("097", 26, 61, 1))
	boundaries, notes := read(t, file, geojson.Form{Code: "code"})
	if len(boundaries) != 2 || boundaries[0].Polygons[0][0][0] != (geojson.Point{28, 62}) {
		t.Errorf("%v", boundaries)
	}
	var keys []string
	for _, n := range notes {
		keys = append(keys, n.Error())
	}
	want := "geojson.bad_code feature=2 code=58-8, geojson.code_twice feature=3 code=046, geojson.no_code feature=4 property=code"
	if strings.Join(keys, ", ") != want {
		t.Errorf("%v, want %s", keys, want)
	}
}

func TestAReadingThatFailsIsNotTheFilesFault(t *testing.T) {
	_, _, err := geojson.Read(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(collection()))), geojson.Form{})
	if !errors.Is(err, iotest.ErrTimeout) || fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestLongTextsAreShortened(t *testing.T) {
	_, _, err := geojson.Read(strings.NewReader(collection(square(strings.Repeat("ä", 5000), 28, 62, 1))), geojson.Form{})
	if err == nil || len(err.Error()) > 400 {
		t.Errorf("a message of %d bytes", len(err.Error()))
	}
}

// wavy are two neighbours with a wavy border between them, an islet, and a lake in the western one. Every side has many points.
func wavy() []geojson.Boundary {
	var border, west, east geojson.Ring
	for i := range 101 {
		lat := 62 + float64(i)/100
		border = append(border, geojson.Point{27 + 0.05*math.Sin(float64(i)/3), lat})
	}
	west = append(west, border...)
	for i := range 100 {
		west = append(west, geojson.Point{26 + 0.01*math.Cos(float64(i)), 63 - float64(i)/100})
	}
	for i := range border {
		east = append(east, border[len(border)-1-i])
	}
	for i := range 100 {
		east = append(east, geojson.Point{28 + 0.01*math.Cos(float64(i)), 62 + float64(i)/100})
	}
	round := func(lon, lat, radius float64) geojson.Ring {
		var ring geojson.Ring
		for i := range 40 {
			a := float64(i) / 40 * 2 * math.Pi
			ring = append(ring, geojson.Point{lon + 2*radius*math.Cos(a), lat + radius*math.Sin(a)})
		}
		return ring
	}
	return []geojson.Boundary{
		{Code: "001", Name: "Länsi", Polygons: [][]geojson.Ring{{west, round(26.5, 62.5, 0.1)}}},
		{Code: "002", Name: "Itä", Polygons: [][]geojson.Ring{{round(29, 62.5, 0.01), round(29, 62.5, 0.002)}, {east}}},
	}
}

func TestSimplifiedBoundariesKeepTheBudgetAndTheirForm(t *testing.T) {
	for _, budget := range []int{400, 200, 100, 40} {
		small := geojson.Simplify(wavy(), budget)
		if n := geojson.Points(small); n > budget || n < budget/2 {
			t.Errorf("%d points for a budget of %d", n, budget)
		}
		for i, b := range small {
			before, after := size(wavy()[i]), size(b)
			if math.Abs(after-before) > 0.1*before {
				t.Errorf("budget %d: the size of %s went from %.3f to %.3f", budget, b.Code, before, after)
			}
		}
	}
}

// size is in square degrees, holes taken away.
func size(b geojson.Boundary) float64 {
	sum := 0.0
	for _, polygon := range b.Polygons {
		for i, ring := range polygon {
			twice := 0.0
			for j, p := range ring {
				q := ring[(j+1)%len(ring)]
				twice += p[0]*q[1] - q[0]*p[1]
			}
			if i == 0 {
				sum += math.Abs(twice) / 2
			} else {
				sum -= math.Abs(twice) / 2
			}
		}
	}
	return sum
}

func TestNeighboursStillMeetAlongTheirWholeBorder(t *testing.T) {
	small := geojson.Simplify(wavy(), 80)
	inWest := map[geojson.Point]bool{}
	for _, p := range small[0].Polygons[0][0] {
		inWest[p] = true
	}
	shared := 0
	rings := small[1].Rings()
	for _, p := range rings[len(rings)-1] {
		if p[0] > 26.9 && p[0] < 27.1 {
			shared++
			if !inWest[p] {
				t.Errorf("the eastern side has %v, the western does not", p)
			}
		}
	}
	if shared < 5 || shared > 60 {
		t.Errorf("%d points on the border", shared)
	}
}

func TestAnIsletGoesBeforeALakeAndTheMainlandNever(t *testing.T) {
	small := geojson.Simplify(wavy(), 30)
	if len(small[1].Polygons) != 1 || len(small[1].Polygons[0]) != 1 {
		t.Errorf("the islet is still there, or its pond: %d polygons", len(small[1].Polygons))
	}
	if len(small[0].Polygons[0]) != 2 {
		t.Error("the lake is gone before the islet")
	}
	least := geojson.Simplify(wavy(), 0)
	for _, b := range least {
		if len(b.Polygons) != 1 || len(b.Polygons[0][0]) < 3 {
			t.Errorf("%s has become %v", b.Code, b.Polygons)
		}
	}
}

func TestAnEnclaveKeepsItsHole(t *testing.T) {
	ring := func(a, b float64) geojson.Ring {
		return geojson.Ring{{a, a + 35}, {b, a + 35}, {b, b + 35}, {a, b + 35}}
	}
	around := geojson.Boundary{Code: "001", Polygons: [][]geojson.Ring{{ring(26, 28), ring(26.9, 27.1)}}}
	inside := geojson.Boundary{Code: "002", Polygons: [][]geojson.Ring{{ring(26.9, 27.1)}}}
	small := geojson.Simplify([]geojson.Boundary{around, inside}, 0)
	if len(small[0].Polygons[0]) != 2 || !reflect.DeepEqual(small[0].Polygons[0][1], small[1].Polygons[0][0]) {
		t.Errorf("%v around %v", small[0].Polygons, small[1].Polygons)
	}
}

func TestSimplifyingIsTheSameEveryTimeAndTwice(t *testing.T) {
	once := geojson.Simplify(wavy(), 90)
	if !reflect.DeepEqual(once, geojson.Simplify(wavy(), 90)) {
		t.Error("the same boundaries were simplified in two ways")
	}
	if !reflect.DeepEqual(once, geojson.Simplify(once, geojson.Points(once))) {
		t.Error("what fits the budget was changed")
	}
}

func TestPackedBoundariesComeBackAsTheyWere(t *testing.T) {
	small := geojson.Simplify(wavy(), 90)
	packed := geojson.Pack(small)
	back, err := geojson.Unpack(packed)
	if err != nil || !reflect.DeepEqual(small, back) {
		t.Errorf("%v: %v became %v", err, small, back)
	}
	if most := 60 + 6*geojson.Points(small); len(packed) > most {
		t.Errorf("%d bytes for %d points", len(packed), geojson.Points(small))
	}
}

func TestBrokenPackagesAreRefused(t *testing.T) {
	packed := geojson.Pack(geojson.Simplify(wavy(), 90))
	for n := range packed {
		if _, err := geojson.Unpack(packed[:n]); err == nil {
			t.Fatalf("%d of %d bytes were taken", n, len(packed))
		}
	}
	if _, err := geojson.Unpack(append(packed, 0)); err == nil {
		t.Error("a byte too many was taken")
	}
	if _, err := geojson.Unpack([]byte("RB1\xff\xff\xff\xff\x0f")); err == nil {
		t.Error("four thousand million boundaries in five bytes were taken")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(collection(square("046", 28, 62, 1), square("205", 27, 64, 1)))
	f.Add(`{"features":[{"properties":{"code":46},"geometry":{"coordinates":[[[[28,62],[29,62],[29,63],[28,62]]]],"type":"MultiPolygon"}}],"type":"FeatureCollection"}`)
	f.Add(`{"type":"FeatureCollection","features":[null,{"properties":null}]}`)
	f.Fuzz(func(t *testing.T, file string) {
		boundaries, _, err := geojson.Read(strings.NewReader(file), geojson.Form{Limits: geojson.Limits{Bytes: 1 << 16, Features: 50, Points: 2000}})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v is not a fault of the file", err)
			}
			return
		}
		small := geojson.Simplify(boundaries, 20)
		if len(small) != len(boundaries) {
			t.Errorf("%d boundaries became %d", len(boundaries), len(small))
		}
		back, err := geojson.Unpack(geojson.Pack(small))
		if err != nil || !reflect.DeepEqual(small, back) {
			t.Errorf("%v: %v became %v", err, small, back)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(geojson.Pack(geojson.Simplify(wavy(), 30)))
	f.Add([]byte("RB1\x01\x03046\x00\x01\x01\x03\x00\x00\x02\x02\x04\x00"))
	f.Fuzz(func(t *testing.T, packed []byte) {
		boundaries, err := geojson.Unpack(packed)
		if err == nil && geojson.Points(boundaries) > len(packed) {
			t.Errorf("%d points from %d bytes", geojson.Points(boundaries), len(packed))
		}
	})
}

func TestEndOfFileInsideTheFileIsBroken(t *testing.T) {
	_, _, err := geojson.Read(io.LimitReader(strings.NewReader(collection(square("046", 28, 62, 1))), 100), geojson.Form{})
	var p *geojson.Problem
	if !errors.As(err, &p) || p.Key != "geojson.not_json" {
		t.Errorf("%v", err)
	}
}
