package area_test

import (
	"testing"
	"time"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
)

func today() *area.Table {
	return area.On(civil.Date{Year: 2026, Month: time.November, Day: 22})
}

func TestThereAre308MunicipalitiesIn23Counties(t *testing.T) {
	if n := len(today().Municipalities()); n != 308 {
		t.Errorf("%d municipalities, want 308", n)
	}
	if n := len(today().Counties()); n != 23 {
		t.Errorf("%d counties, want 23", n)
	}
	inCounties := 0
	for _, c := range today().Counties() {
		inCounties += len(today().MunicipalitiesOf(c.Code))
	}
	if inCounties != 308 {
		t.Errorf("the counties hold %d municipalities, want 308", inCounties)
	}
}

// The codes are those of the wellbeing counties; by region codes Etelä-Savo would be 10 and Kainuu 18.
func TestCountiesHaveTheirOwnCodesAndNamesInThreeLanguages(t *testing.T) {
	want := map[string]string{
		"01": "Itä-Uudenmaan hyvinvointialue", "02": "Keski-Uudenmaan hyvinvointialue", "03": "Länsi-Uudenmaan hyvinvointialue",
		"04": "Vantaan ja Keravan hyvinvointialue", "05": "Varsinais-Suomen hyvinvointialue", "06": "Satakunnan hyvinvointialue",
		"07": "Kanta-Hämeen hyvinvointialue", "08": "Pirkanmaan hyvinvointialue", "09": "Päijät-Hämeen hyvinvointialue",
		"10": "Kymenlaakson hyvinvointialue", "11": "Etelä-Karjalan hyvinvointialue", "12": "Etelä-Savon hyvinvointialue",
		"13": "Pohjois-Savon hyvinvointialue", "14": "Pohjois-Karjalan hyvinvointialue", "15": "Keski-Suomen hyvinvointialue",
		"16": "Etelä-Pohjanmaan hyvinvointialue", "17": "Pohjanmaan hyvinvointialue", "18": "Keski-Pohjanmaan hyvinvointialue",
		"19": "Pohjois-Pohjanmaan hyvinvointialue", "20": "Kainuun hyvinvointialue", "21": "Lapin hyvinvointialue",
		"90": "Helsingin kaupunki", "91": "Ahvenanmaa",
	}
	for code, name := range want {
		c, found := today().County(code)
		if !found || c.Name("fi") != name || c.Name("fi-selko") != name {
			t.Errorf("county %s is %q, want %q", code, c.Name("fi"), name)
		}
	}
	southSavo, _ := today().County("12")
	if southSavo.Name("sv") != "Södra Savolax välfärdsområde" || southSavo.Name("en") != "South Savo wellbeing services county" {
		t.Errorf("county 12 is %q and %q", southSavo.Name("sv"), southSavo.Name("en"))
	}
}

func TestTheTwoCountiesOfTheProjectHoldTheirMunicipalities(t *testing.T) {
	want := map[string][]string{
		"20": {"Hyrynsalmi", "Kajaani", "Kuhmo", "Paltamo", "Puolanka", "Ristijärvi", "Sotkamo", "Suomussalmi"},
		"12": {"Enonkoski", "Hirvensalmi", "Juva", "Kangasniemi", "Mikkeli", "Mäntyharju", "Pieksämäki", "Puumala", "Rantasalmi", "Savonlinna", "Sulkava"},
	}
	for county, names := range want {
		in := today().MunicipalitiesOf(county)
		if len(in) != len(names) {
			t.Fatalf("county %s has %d municipalities, want %d", county, len(in), len(names))
		}
		for i, m := range in {
			if m.NameFi != names[i] {
				t.Errorf("county %s: %s, want %s", county, m.NameFi, names[i])
			}
			if m.Speaks(area.Swedish) {
				t.Errorf("%s is Finnish only", m.NameFi)
			}
		}
	}
}

func TestLanguagesOfTheMunicipalities(t *testing.T) {
	counts := map[string]int{}
	for _, m := range today().Municipalities() {
		key := ""
		for _, l := range m.Languages {
			key += string(l)
		}
		counts[key]++
	}
	for key, want := range map[string]int{"fi": 259, "fisv": 18, "svfi": 15, "sv": 16} {
		if counts[key] != want {
			t.Errorf("%d municipalities with %s, want %d", counts[key], key, want)
		}
	}
	for _, m := range today().MunicipalitiesOf("91") {
		if m.Speaks(area.Finnish) {
			t.Errorf("%s on Åland is Swedish only", m.NameSv)
		}
	}
}

func TestAMunicipalityIsFoundByWhatAPersonWrites(t *testing.T) {
	for _, text := range []string{"046", "46", "Enonkoski", " enonkoski ", "ENONKOSKI"} {
		if m, found := today().Find(text); !found || m.Code != "046" {
			t.Errorf("%q finds %q", text, m.Code)
		}
	}
	for text, code := range map[string]string{"Mikkeli": "491", "S:t Michel": "491", "kajana": "205", "KRISTINESTAD": "287", "pedersören  kunta": "599", "9": "009"} {
		if m, found := today().Find(text); !found || m.Code != code {
			t.Errorf("%q finds %q, want %s", text, m.Code, code)
		}
	}
	for _, text := range []string{"", "   ", "Pertunmaa", "Mikk", "999", "0046", "4.6", "-46"} {
		if m, found := today().Find(text); found {
			t.Errorf("%q finds %s, want nothing", text, m.NameFi)
		}
	}
}

func TestNamesFollowTheReader(t *testing.T) {
	vaasa, _ := today().Municipality("905")
	mariehamn, _ := today().Municipality("478")
	for _, c := range []struct {
		m          area.Municipality
		lang, want string
	}{
		{vaasa, "fi", "Vaasa"}, {vaasa, "fi-selko", "Vaasa"}, {vaasa, "sv", "Vasa"}, {vaasa, "en", "Vaasa"},
		{mariehamn, "fi", "Maarianhamina"}, {mariehamn, "sv", "Mariehamn"}, {mariehamn, "en", "Mariehamn"},
	} {
		if got := c.m.Name(c.lang); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.m.Code, c.lang, got, c.want)
		}
	}
}

func TestPointsLieInFinland(t *testing.T) {
	for _, m := range today().Municipalities() {
		if m.Lat < 59.5 || m.Lat > 70.2 || m.Lon < 19 || m.Lon > 31.7 {
			t.Errorf("%s lies at %v, %v", m.NameFi, m.Lat, m.Lon)
		}
	}
}

func TestOldVisitsAreReportedByTheFirstClassificationKnown(t *testing.T) {
	old := area.On(civil.Date{Year: 2018, Month: time.May, Day: 1})
	if old != today() {
		t.Error("2018 has another classification than 2026")
	}
	from, until := old.Valid()
	if from != (civil.Date{Year: 2026, Month: time.January, Day: 1}) || until != (civil.Date{}) {
		t.Errorf("valid from %v until %v", from, until)
	}
}

func TestWhatIsReturnedCannotSpoilTheTable(t *testing.T) {
	today().Municipalities()[0].NameFi = "Keksitty"
	today().Counties()[0].NameFi = "Keksitty"
	if _, found := today().Municipality("005"); !found || today().Municipalities()[0].NameFi != "Alajärvi" {
		t.Error("the table has been changed from outside")
	}
}
