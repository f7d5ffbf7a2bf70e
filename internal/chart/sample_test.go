package chart

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
)

// The figures below are invented; only the municipalities are real.

func plain(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1)
}

func percent(v float64) string { return plain(float64(int(v*100+0.5))) + "\u00a0%" }

func span(low, high float64) string {
	if low == high {
		return plain(low)
	}
	return plain(low) + "–" + plain(high)
}

func headed(id string) Head {
	return Head{
		ID: id, Title: "Käynnit kuukausittain", Desc: "Pylväs kutakin kuukautta kohti.", Note: "Laskentasääntö 2, voimassa 1.1.2019 alkaen.",
		Hidden: "piilotettu, alle 5 tai luku josta pienen voisi laskea", Missing: "ei käyntejä",
	}
}

func numbers(values ...float64) []Value {
	var out []Value
	for _, v := range values {
		out = append(out, Known(v))
	}
	return out
}

func months(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%d/%d", (8+i)%12+1, 18+(8+i)/12))
	}
	return out
}

// wave is a row of uneven numbers, the same every time.
func wave(n int) []Value {
	var out []Value
	for i := range n {
		out = append(out, Known(float64((i*i*37+i*11)%1400)))
	}
	return out
}

func today() *area.Table {
	return area.On(civil.Date{Year: 2026, Month: time.November, Day: 22})
}

// demoCounties are the municipalities of Kainuu and Etelä-Savo.
func demoCounties() []area.Municipality {
	return append(today().MunicipalitiesOf("20"), today().MunicipalitiesOf("12")...)
}

// mapOf gives every eleventh a hidden and every thirteenth no value.
func mapOf(id string, municipalities []area.Municipality, href bool) MunicipalityMap {
	m := MunicipalityMap{Head: headed(id), Format: plain, Legend: Legend{Unit: "Keskusteluja", Range: span}}
	for i, municipality := range municipalities {
		p := Place{Code: municipality.Code, Name: municipality.NameFi, Lat: municipality.Lat, Lon: municipality.Lon, Value: Known(float64(i * 7 % 40))}
		switch {
		case i%11 == 4:
			p.Value = Hidden()
		case i%13 == 6:
			p.Value = Missing()
		}
		if href {
			p.Href = "/reports/outreach?municipality=" + p.Code + "&by=place"
		}
		m.Places = append(m.Places, p)
	}
	return m
}

// squares are invented boundaries: a square with a square lake around each point.
func squares(municipalities []area.Municipality) map[string][][][2]float64 {
	rings := map[string][][][2]float64{}
	for _, m := range municipalities {
		ring := func(half float64) [][2]float64 {
			return [][2]float64{{m.Lon - half*2, m.Lat - half}, {m.Lon + half*2, m.Lat - half}, {m.Lon + half*2, m.Lat + half}, {m.Lon - half*2, m.Lat + half}, {m.Lon - half*2, m.Lat - half}}
		}
		rings[m.Code] = [][][2]float64{ring(0.1), ring(0.02)}
	}
	return rings
}

var lifeAreas = []string{"Asuminen", "Raha ja toimeentulo", "Keho ja terveys", "Mieli", "Arjen sujuminen", "Läheiset", "Kuuluminen joukkoon",
	"Työ, opiskelu ja tekeminen", "Apu ja palvelut", "Luottamus tulevaan"}

// longAreas are seven, uneven around the circle, with words that do not fit beside it.
var longAreas = []string{"Elämäntilanteen selvittämisen aloitusvaiheen tuntemukset", "B", "Sosiaaliturvaetuusneuvontapalveluohjaus", "Jokapäiväisen elämän sujuminen kotona ja muualla",
	"Toimeentulo", "Ihmissuhteet ja yhdessä oleminen muiden kanssa", "Liikkuminen <ja> \"lepo\""}

func reading(value float64) Reading { return Reading{Share: Known(value / 10), Text: plain(value)} }

// lifeCircle has a value that is not there, now and before.
func lifeCircle(id string) Circle {
	now, before := Line{Name: "22.11.2026"}, Line{Name: "3.2.2026, yhdessä"}
	for i := range lifeAreas {
		now.Readings, before.Readings = append(now.Readings, reading(float64(i*i*3%11))), append(before.Readings, reading(float64((i*7+2)%11)))
	}
	now.Readings[3], before.Readings[6] = Reading{Text: MissingMark}, Reading{Text: MissingMark}
	return Circle{Head: headed(id), Labels: lifeAreas, Lines: []Line{now, before}}
}

func course(id string, values ...float64) Course {
	c := Course{Head: headed(id)}
	for i, v := range values {
		c.Points = append(c.Points, CoursePoint{Label: fmt.Sprintf("%d.2.2026", i+1), At: float64(i * i * 20), Reading: reading(v)})
	}
	return c
}

func banded(id string) Course {
	c := course(id, 4, 7, 5, 8)
	c.Points[2].Reading, c.Band = Reading{Text: MissingMark}, &Band{From: 0, Low: -0.1, High: 0.7}
	return c
}

// samples are one or more of every kind, the difficult ones among them.
func samples(*testing.T) map[string]Chart {
	withheld := numbers(18, 0, 27, 19, 41, 52, 66, 71, 76)
	withheld[3], withheld[6] = Hidden(), Missing()
	topics := []Bar{
		{Label: "Asuminen", Value: Known(44), Href: "/topics/1"},
		{Label: "Kelan etuudet ja niiden hakeminen verkossa", Value: Known(81), Href: "/topics/2"},
		{Label: "Muu <aihe> & \"toinen\"", Value: Hidden(), Href: "/topics/3?a=1&b=2"},
		{Label: "Yksinäisyys", Value: Missing(), Href: "/topics/4"},
		{Label: "Sosiaaliturvaetuusneuvontapalveluohjaus", Value: Known(0), Href: "/topics/5"},
	}
	steps := []Bar{{Label: "5 Erittäin hyvä", Value: Known(512)}, {Label: "4", Value: Known(301)}, {Label: "3", Value: Known(80)}, {Label: "2", Value: Known(14)}, {Label: "1 Erittäin huono", Value: Known(0)}}
	veiledSteps := []Bar{{Label: "5", Value: Known(12)}, {Label: "4", Value: Known(31)}, {Label: "3", Value: Hidden()}, {Label: "2", Value: Hidden()}, {Label: "1", Value: Known(0)}}
	areas := mapOf("areas", demoCounties(), true)
	areas.Boundaries = squares(demoCounties())
	land := mapOf("land", today().Municipalities(), false)
	land.Boundaries = squares(today().Municipalities())
	return map[string]Chart{
		"months":       Columns{Head: headed("months"), Categories: months(9), Series: []Series{{Values: numbers(18, 22, 27, 19, 41, 52, 66, 71, 76)}}, Format: plain},
		"periods":      Columns{Head: headed("periods"), Categories: months(9), Series: []Series{{Name: "Tämä jakso", Values: withheld}, {Name: "Edellinen jakso", Values: numbers(14, 6, 20, 56, 19, 28, 49, 33, 56)}}, Format: plain},
		"five-years":   Columns{Head: headed("five-years"), Categories: months(60), Series: []Series{{Name: "Tämä", Values: wave(60)}, {Name: "Edellinen", Values: wave(60)}}, Format: plain},
		"no-months":    Columns{Head: headed("no-months"), Series: []Series{{}}, Format: plain},
		"topics":       HorizontalBars{Head: headed("topics"), Bars: topics, Format: plain},
		"no-topics":    HorizontalBars{Head: headed("no-topics"), Format: plain},
		"feedback":     Distribution{Head: headed("feedback"), Steps: steps, Format: plain, Share: percent},
		"veiled":       Distribution{Head: headed("veiled"), Steps: veiledSteps, Format: plain, Share: percent},
		"tiles":        mapOf("tiles", demoCounties(), false),
		"linked-tiles": mapOf("linked-tiles", demoCounties(), true),
		"one-tile":     mapOf("one-tile", today().MunicipalitiesOf("90"), false),
		"no-tiles":     mapOf("no-tiles", nil, false),
		"circle":       lifeCircle("circle"),
		"one-circle":   Circle{Head: headed("one-circle"), Labels: lifeAreas, Lines: lifeCircle("x").Lines[:1]},
		"long-circle":  Circle{Head: headed("long-circle"), Labels: longAreas, Lines: lifeCircle("x").Lines},
		"no-circle":    Circle{Head: headed("no-circle")},
		"profile":      Profile{Head: headed("profile"), Labels: lifeAreas, Lines: lifeCircle("x").Lines},
		"one-profile":  Profile{Head: headed("one-profile"), Labels: longAreas, Lines: lifeCircle("x").Lines[:1]},
		"no-profile":   Profile{Head: headed("no-profile")},
		"course":       course("course", 4, 7, 5, 8),
		"banded":       banded("banded"),
		"once":         course("once", 4),
		"no-course":    Course{Head: headed("no-course")},
		"long-course":  course("long-course", 4, 7, 5, 8, 2, 2, 3, 9, 10, 0, 5, 5, 6),
		"dots":         mapOf("dots", today().Municipalities(), true),
		"areas":        areas,
		"land":         land,
	}
}
