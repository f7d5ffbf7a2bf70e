package reportpages

import (
	"slices"

	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/boundary"
	"rinnalla/internal/chart"
	"rinnalla/internal/report"
)

// mapped are the municipalities of the counties in which there were visits:
// those without any are part of the picture.
func (v outreachView) mapped() []area.Municipality {
	table := area.On(v.today)
	var counties []string
	for _, l := range v.report.Municipalities {
		if m, ok := table.Municipality(l.Key); ok && !slices.Contains(counties, m.County) {
			counties = append(counties, m.County)
		}
	}
	slices.Sort(counties)
	var all []area.Municipality
	for _, county := range counties {
		all = append(all, table.MunicipalitiesOf(county)...)
	}
	return all
}

// readOutlines reads what the map is drawn from, when boundaries were imported.
func (v *outreachView) readOutlines(tx *act.Tx) (err error) {
	var codes []string
	for _, m := range v.mapped() {
		codes = append(codes, m.Code)
	}
	v.outlines, err = boundary.Of(tx, codes)
	return err
}

func (v outreachView) areaMap() chart.Chart {
	of := map[string]report.Line{}
	for _, l := range v.report.Municipalities {
		of[l.Key] = l
	}
	c := chart.MunicipalityMap{
		Head: v.head("map", "report.map_title", "report.map_desc", "count", len(v.report.Municipalities)), Format: v.whole,
		Legend: chart.Legend{Unit: v.T("report.visits"), Range: v.class, Nearer: v.T("report.nearer")}, Boundaries: v.outlines.Rings,
	}
	c.Source = v.attribution()
	for _, m := range v.mapped() {
		l := of[m.Code]
		p := chart.Place{Code: m.Code, Name: m.Name(string(v.Lang())), Lat: m.Lat, Lon: m.Lon, Value: value(l.Visits, l.Hidden.Visits)}
		if l.Visits > 0 {
			p.Href = v.visitsHref("municipality", m.Code)
		}
		c.Places = append(c.Places, p)
	}
	return c
}

// attribution says whose boundaries the map is drawn with; empty when it is made of tiles.
func (v outreachView) attribution() string {
	if len(v.outlines.Rings) == 0 {
		return ""
	}
	return v.T("boundary.attribution", "day", v.outlines.Day, "source", v.outlines.Source)
}

// dots is how many municipalities the map shows as dots, because their boundaries were not imported.
func (v outreachView) dots() int {
	return len(v.mapped()) - len(v.outlines.Rings)
}
