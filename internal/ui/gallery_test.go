package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

var things = []Option{{Value: "a", Label: "Asuminen"}, {Value: "b", Label: "Raha", Hint: "velat"}}

func field(name string) Field {
	return Field{Name: name, Label: "Otsikko", Hint: "Ohje.", Mark: "(arvio)", Error: "Korjaa tämä.", Value: "36.2026"}
}

// fields is every form control by the name of its component, each with a
// label, a hint and an error.
func fields() map[string]templ.Component {
	counts := CountTexts{Max: "Enintään 60 merkkiä.", Left: "Jäljellä %d merkkiä.", LeftOne: "Jäljellä yksi merkki.", Over: "Poista %d merkkiä.", OverOne: "Poista yksi merkki."}
	return map[string]templ.Component{
		"text":     TextField(field("text")),
		"email":    EmailField(field("email")),
		"search":   SearchField(field("search")),
		"number":   NumberField(field("number")),
		"date":     DateField(field("date")),
		"time":     TimeField(field("time")),
		"password": PasswordField(field("password"), "Näytä", "Piilota"),
		"area":     TextArea(field("area")),
		"counted":  CountedTextArea(field("counted"), 60, counts),
		"select":   Select(field("select"), things),
		"file":     FileField(field("file"), ".csv"),
		"checkbox": Checkbox(field("checkbox"), "yes"),
	}
}

// groups is every control of several inputs.
func groups() map[string]templ.Component {
	choices := Choices(things...)
	choices[1].Content = TextField(Field{Name: "more", Label: "Mikä"})
	return map[string]templ.Component{
		"radios":     Radios(field("radios"), choices),
		"checkboxes": Checkboxes(Field{Name: "checkboxes", Label: "Otsikko", Hint: "Ohje.", Error: "Korjaa tämä.", Values: []string{"b"}}, Choices(things...)),
	}
}

func fullPage() PageProps {
	return PageProps{
		Lang: "fi", Title: "Työpöytä – Rinnalla", Brand: "Rinnalla", HomeHref: "/", SkipText: "Siirry sisältöön",
		NavLabel: "Päävalikko", MenuLabel: "Valikko",
		Nav:         []NavItem{{Label: "Työpöytä", Href: "/", Current: true}, {Label: "Raportit", Href: "/reports"}},
		Search:      &SearchProps{Action: "/search", Name: "q", Label: "Hae", Submit: "Hae"},
		Account:     &AccountProps{Name: "Aino K.", Label: "Kirjautunut:", Lines: []string{"Kainuun sote"}, Links: []Link{{Label: "Omat tiedot", Href: "/me"}}, SignOut: "Kirjaudu ulos", SignOutAction: "/sign-out"},
		Languages:   LanguagesProps{Label: "Kieli", Action: "/language", Back: "/reports", Items: []Language{{Value: "fi", Lang: "fi", Label: "Suomi", Current: true}, {Value: "sv", Lang: "sv", Label: "Svenska"}}},
		Banner:      &BannerProps{Tag: "Esimerkki", Text: "Kirjaukset ovat keksittyjä.", Link: &Link{Label: "Lue lisää", Href: "/demo"}},
		Flash:       &FlashProps{Tone: Good, Text: "Käynti tallennettiin.", Link: &Link{Label: "Avaa", Href: "/v"}},
		FooterLabel: "Tietoa", Footer: []Link{{Label: "Saavutettavuus", Href: "/accessibility"}}, FooterText: "Rinnalla",
		Scripts: []string{"/assets/field.js"}, Manifest: "/field/manifest.webmanifest",
	}
}

func fullTable() TableProps {
	return TableProps{
		Caption: "Osatoteuttajat", SortText: "Järjestä otsikosta.",
		Columns: []Column{{Label: "Nimi", Href: "?sort=name", Sort: Ascending}, {Label: "Käyntejä", Numeric: true, Href: "?sort=visits"}, {Label: "Palaute", Numeric: true}},
		Rows:    []Row{{Cells: []Cell{{Text: "Essote", Href: "/o/2"}, {Text: "95"}, {Text: "4,39", Note: "n = 61"}}}, Cells("Sosteri", "131", "4,44")},
		Sums:    []Row{Cells("Yhteensä", "226", "4,42")},
	}
}

// content is every component that shows rather than asks.
func content() map[string]templ.Component {
	more := &Link{Label: "Avaa", Href: "/x", Hidden: "raportti"}
	number := strconv.Itoa
	return map[string]templ.Component{
		"heading":      Heading(HeadingProps{Title: "Käynti", Kicker: "Jalkautuminen", Lead: "Sotkamo", Back: &Link{Label: "Kierros", Href: "/r"}}),
		"card":         Card(CardProps{Title: "Tänään", Count: "3", ID: "today", Tone: Warm, More: more}),
		"figures":      Figures("Luvut", []Figure{{Value: "392", Label: "käyntiä", Href: "/d", Note: "+12"}, {Value: "4,42", Label: "palaute"}}),
		"tag":          Tag(Good, "tehty"),
		"summary":      SummaryList([]SummaryRow{{Key: "Paikalla", Value: "42", Actions: []Link{*more}}, {Key: "Tila", Content: Tag(Plain, "uusi")}}),
		"details":      Details("Sama taulukkona", true),
		"notification": Notification(NotificationProps{Tone: Alert, Title: "Vienti keskeytyi", Text: "Yritä uudelleen.", Live: true}),
		"note":         Note(),
		"empty":        EmptyState(EmptyStateProps{Title: "Ei ryhmiä.", Text: "Perusta ensimmäinen."}),
		"steps":        Steps("Vaiheet", []Step{{Label: "Kuultiin", Note: "9/2018", State: Done, StateText: "valmis", Href: "/s"}, {Label: "Päätettävänä", State: Now}, {Label: "Tehty"}}),
		"timeline":     Timeline("Versiot", []Event{{When: "5.6.2019", Machine: "2019-06-05", Title: "Korjattu", Href: "/v/2", By: "Aino K.", Text: "Luku oli väärä.", Tag: "voimassa", TagTone: Good, Content: Tag(Plain, "6")}}),
		"tabs":         Tabs("Näkymät", []NavItem{{Label: "Yhteenveto", Href: "/1", Current: true}, {Label: "Käynnit", Href: "/2", Count: "392"}}),
		"rows":         Rows([]RowItem{{Lead: "9.00", Title: "Kirjasto", Href: "/1", Text: "kierros", Tag: "kierros"}, {Lead: "ma", LeadTag: true, LeadTone: Warm, Title: "Arviointi", Action: more}, {Title: "Ilman aikaa"}}),
		"table":        Table(fullTable()),
		"pagination":   Pagination(PaginationProps{Label: "Sivut", Summary: "1–50, yhteensä 392", Previous: &Link{Label: "Edellinen", Href: "?page=4"}, Next: &Link{Label: "Seuraava", Href: "?page=6"}, Pages: PageLinks(5, 9, func(p int) string { return "?page=" + number(p) }, number)}),
		"filters":      FilterBar(FilterBarProps{Action: "/r", Label: "Rajaa", Submit: "Näytä", Reset: more, Hidden: []Pair{{Name: "by", Value: "place"}}, Downloads: []Link{{Label: "CSV", Href: "/r.csv"}}}),
		"button":       Button(ButtonProps{Label: "Tallenna", Hidden: "käynti", Kind: Danger, Name: "do", Value: "save", Form: "f", FormAction: "/x", Wide: true, Large: true, Disabled: true}),
		"buttonlink":   ButtonLink(ButtonLinkProps{Label: "Lataa", Href: "/x.csv", Kind: Quiet, Download: true}),
		"actions":      Actions(),
		"form":         Form(FormProps{Action: "/v", Multipart: true, Label: "Käynti", Guard: true, Hidden: []Pair{{Name: "id", Value: "7"}}}),
		"fieldset":     Fieldset(Field{Name: "hours", ID: "hours", Label: "Aukioloajat", Hint: "Jätä tyhjäksi.", Error: "Kirjoita aika.", LabelSize: "m"}),
		"errors":       ErrorSummary(ErrorSummaryProps{Title: "Korjaa nämä", Errors: []FieldError{{Field: "text", Text: "Kirjoita teksti."}, {ID: "other", Text: "Valitse."}, {Text: "Tallennus ei onnistunut."}}}),
		"page":         Page(fullPage()),
	}
}

// everything is all components, by name.
func everything() map[string]templ.Component {
	everything := content()
	for name, c := range fields() {
		everything[name] = c
	}
	for name, c := range groups() {
		everything[name] = c
	}
	return everything
}
