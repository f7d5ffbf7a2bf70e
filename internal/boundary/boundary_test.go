package boundary_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/boundary"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/testworld"
)

// All shapes here are invented.

var newYear = civil.Date{Year: 2026, Month: time.January, Day: 1}

func order() boundary.Order {
	return boundary.Order{Source: "Keksitty kartta, CC BY 4.0", Day: newYear}
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// square is a municipality with sides of a degree.
func square(code, name string, lon, lat float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":%q},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
		code, name, lon, lat, lon+1, lat, lon+1, lat+1, lon, lat+1, lon, lat)
}

var kajaani, kuhmo, pertunmaa = square("205", "Kajaani", 27, 64), square("290", "Kuhmo", 28, 64), square("588", "Pertunmaa", 26, 61)

func read(t *testing.T, file string) *boundary.File {
	t.Helper()
	f, err := boundary.Read(strings.NewReader(file), order(), newYear)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func bring(w *testworld.World, f *boundary.File) (i boundary.InForce) {
	w.Helper()
	w.Write(testworld.Olli, func(tx *act.Tx) (err error) {
		i, err = boundary.Replace(tx, f)
		return err
	})
	return i
}

func current(w *testworld.World, who access.Actor) (i boundary.InForce, any bool) {
	w.Helper()
	w.Read(who, func(tx *act.Tx) (err error) {
		i, any, err = boundary.Current(tx)
		return err
	})
	return i, any
}

func outlines(w *testworld.World, codes ...string) (o boundary.Outlines) {
	w.Helper()
	w.Read(testworld.Elli, func(tx *act.Tx) (err error) {
		o, err = boundary.Of(tx, codes)
		return err
	})
	return o
}

func TestImportedBoundariesAreDrawnWithTheirSource(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := bring(w, read(t, collection(kajaani, pertunmaa, kuhmo, "{}")))
		if made.Municipalities != 2 || made.Points != 8 || len(made.Without) != 306 {
			t.Errorf("%d municipalities, %d points, %d without", made.Municipalities, made.Points, len(made.Without))
		}
		stands, any := current(w, testworld.Aino)
		if !any || !reflect.DeepEqual(stands, made) {
			t.Errorf("what stands is not what was imported: %d municipalities, %d points", stands.Municipalities, stands.Points)
		}
		if stands.Source != order().Source || stands.Day != newYear || stands.By != testworld.Olli.ID || stands.At != testworld.Friday {
			t.Errorf("source %q, day %v, by %v at %v", stands.Source, stands.Day, stands.By, stands.At)
		}
		o := outlines(w, "205", "620")
		if len(o.Rings) != 1 || len(o.Rings["205"]) != 1 || o.Source != order().Source || o.Day != newYear {
			t.Fatalf("%+v", o)
		}
		corners := slices.SortedFunc(slices.Values(o.Rings["205"][0]), func(a, b [2]float64) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(corners, [][2]float64{{27, 64}, {27, 65}, {28, 64}, {28, 65}}) {
			t.Errorf("corners %v", corners)
		}
	})
}

func TestWhatCouldNotBeUsedIsToldAndDoesNotStopTheRest(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		bring(w, read(t, collection(kajaani, pertunmaa, "{}", square("900", "", 26, 61))))
		stands, _ := current(w, testworld.Olli)
		want := boundary.LeftOut{
			Unknown: []string{"Pertunmaa (588)", "900"},
			Remarks: []boundary.Remark{{Key: "geojson.no_usual_code", Args: []any{"feature", int64(3), "properties", "–"}}},
		}
		if !reflect.DeepEqual(stands.LeftOut, want) {
			t.Errorf("%+v", stands.LeftOut)
		}
	})
	many := []string{kajaani}
	for range 50 {
		many = append(many, "{}")
	}
	w := testworld.New(t)
	if l := bring(w, read(t, collection(many...))).LeftOut; len(l.Remarks) != 20 || l.More != 30 {
		t.Errorf("%d remarks and %d more", len(l.Remarks), l.More)
	}
}

func TestANewImportReplacesTheOldOneAsAWhole(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		bring(w, read(t, collection(kajaani, kuhmo)))
		bring(w, read(t, collection(square("290", "Kuhmo", 29, 64), square("765", "Sotkamo", 28, 63))))
		o := outlines(w, "205", "290", "765")
		if len(o.Rings) != 2 || o.Rings["205"] != nil || !slices.Contains(o.Rings["290"][0], [2]float64{30, 65}) {
			t.Errorf("%v", o.Rings)
		}
	})
}

func TestRemovedBoundariesLeaveNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		bring(w, read(t, collection(kajaani)))
		for range 2 { // removing what is gone is no fault
			w.Write(testworld.Olli, boundary.Remove)
		}
		if _, any := current(w, testworld.Olli); any {
			t.Error("boundaries are in force")
		}
		if o := outlines(w, "205"); len(o.Rings) != 0 || o.Source != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestOnlyTheOwnerKeepsBoundariesAndReadingThemIsNoUseOfAnybodysData(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		f := read(t, collection(kajaani))
		for _, who := range []access.Actor{testworld.Aino, testworld.Bertta, testworld.Dora, testworld.Elli, access.Visitor()} {
			for name, try := range map[string]func(*act.Tx) error{
				"replace": func(tx *act.Tx) error { _, err := boundary.Replace(tx, f); return err }, "remove": boundary.Remove,
			} {
				if err := w.TryWrite(who, try); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s may %s: %v", who.Name, name, err)
				}
			}
		}
		bring(w, f)
		current(w, testworld.Aino)
		outlines(w, "205")
		var told []string
		for _, e := range logged(w) {
			told = append(told, e.Permission+" "+string(e.Outcome)+" "+e.ActorName)
		}
		if want := []string{"boundary.keep done Olli Oja"}; !slices.Equal(told, want) {
			t.Errorf("the use log tells %q, want %q", told, want)
		}
	})
}

// logged are the rows of the use log about boundaries, without the refusals.
func logged(w *testworld.World) (rows []act.Entry) {
	w.Helper()
	w.Read(testworld.Olli, func(tx *act.Tx) error {
		all, err := act.ReadLog(tx, act.LogFilter{Outcome: act.Done, Limit: 100})
		rows = slices.DeleteFunc(all, func(e act.Entry) bool { return e.SubjectKind != "boundary" })
		return err
	})
	return rows
}

func TestAFileWithNothingToUseIsToldBesideTheFile(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"not JSON":            {"<html>", "geojson.not_json"},
		"cut":                 {collection(kajaani)[:90], "geojson.not_json"},
		"nothing":             {"", "geojson.empty"},
		"metres":              {collection(square("205", "Kajaani", 535000, 7120000)), "geojson.not_degrees"},
		"latitude first":      {collection(square("205", "Kajaani", 64, 27)), "geojson.swapped"},
		"no code":             {collection(strings.Replace(kajaani, `"code"`, `"alue"`, 1)), "geojson.no_usual_code"},
		"no municipality now": {collection(pertunmaa), "boundary.file.unknown"},
		"thinner than a line": {collection(`{"properties":{"code":"205"},"geometry":{"type":"Polygon","coordinates":[[[27,64],[27.00001,64],[27,64.00001]]]}}`), "boundary.file.unknown"},
	} {
		_, err := boundary.Read(strings.NewReader(c.file), order(), newYear)
		found := fault.Of(err)
		if found == nil || len(found.Fields) != 1 || found.Fields[0].Name != "file" || found.Fields[0].Key != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := boundary.Read(iotest.ErrReader(iotest.ErrTimeout), order(), newYear); !errors.Is(err, iotest.ErrTimeout) || fault.Of(err) != nil {
		t.Errorf("a disk that fails is not the file's fault: %v", err)
	}
}

func TestAnOrderSaysWhoseTheBoundariesAreAndOfWhichDay(t *testing.T) {
	for want, o := range map[string]boundary.Order{
		"source: boundary.source.missing": {Source: " \t", Day: newYear},
		"source: boundary.source.long":    {Source: strings.Repeat("ä", 301), Day: newYear},
		"day: boundary.day.missing":       {Source: "Keksitty kartta"},
		"code: boundary.code.long":        {Source: "Keksitty kartta", Day: newYear, Code: strings.Repeat("k", 301)},
	} {
		_, err := boundary.Read(strings.NewReader(collection(kajaani)), o, newYear)
		if found := fault.Of(err); found == nil || len(found.Fields) != 1 || found.Fields[0].Name+": "+found.Fields[0].Key != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := (boundary.Order{Source: strings.Repeat("ä", 300), Day: newYear}).Check(); err != nil {
		t.Error(err)
	}
}

// wavy are two neighbours whose shared border has n points.
func wavy(n int) string {
	var border, back []string
	for i := range n {
		part := float64(i) / float64(n-1)
		at := fmt.Sprintf("[%.6f,%.6f]", 28+0.2*math.Sin(part*90)+0.01*math.Sin(part*2000), 64+part)
		border, back = append(border, at), append([]string{at}, back...)
	}
	side := func(code string, line []string, lon string, first, last string) string {
		return `{"properties":{"kunta":` + code + `},"geometry":{"type":"Polygon","coordinates":[[[` + lon + `,` + first + `],` + strings.Join(line, ",") + `,[` + lon + `,` + last + `]]]}}`
	}
	return collection(side("205", border, "27", "64", "65"), side("290", back, "29", "65", "64"))
}

func TestALargeFileIsSimplifiedToTheBudgetAndNeighboursStillMeet(t *testing.T) {
	w := testworld.New(t)
	made := bring(w, read(t, wavy(12_000)))
	if made.Points > boundary.Budget || made.Points < boundary.Budget-10 {
		t.Errorf("%d points with a budget of %d", made.Points, boundary.Budget)
	}
	o := outlines(w, "205", "290")
	theirs := map[[2]float64]bool{}
	for _, at := range o.Rings["290"][0] {
		theirs[at] = true
	}
	for _, at := range o.Rings["205"][0] {
		if at[0] > 27.5 && !theirs[at] {
			t.Fatalf("%v is not on the neighbour's border", at)
		}
	}
}
