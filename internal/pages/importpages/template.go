package importpages

import (
	"errors"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/area"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/web"
)

// csvStyle is what Excel in Finnish and Swedish opens by a double click.
var csvStyle = sheet.CSVStyle{Separator: ';', Mark: true}

func templateXLSX(r *web.Request) (*web.Answer, error) {
	return made(r, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(f *os.File) error {
		return sheet.WriteTemplate(f, template(r))
	})
}

func templateCSV(r *web.Request) (*web.Answer, error) {
	return made(r, "csv", "text/csv; charset=utf-8", func(f *os.File) error {
		var names []string
		for _, code := range oldvisits.Columns() {
			names = append(names, r.Print.T("import.column."+code))
		}
		w, err := sheet.NewCSV(f, csvStyle, names...)
		if err == nil {
			_, err = w.Close()
		}
		return err
	})
}

func made(r *web.Request, suffix, kind string, write func(*os.File) error) (*web.Answer, error) {
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	if err := write(f); err != nil {
		return nil, errors.Join(err, web.Drop(f))
	}
	return web.File(f, kind, "rinnalla-visits-"+string(r.Print.Lang())+"."+suffix), nil
}

func template(r *web.Request) sheet.Template {
	p := r.Print
	t := sheet.Template{
		Sheet: p.T("import.template.sheet"), Guide: p.T("import.template.guide"), Choices: p.T("import.template.choices"),
		GuideHeader: [4]string{p.T("import.template.column"), p.T("import.template.what"), p.T("import.template.example"), p.T("import.template.allowed")},
		WrongChoice: p.T("import.template.wrong_choice"),
	}
	today := r.Acts().Now().Date()
	for _, code := range oldvisits.Columns() {
		field := describe(p, code)
		switch code {
		case "municipality":
			for _, m := range area.On(today).Municipalities() {
				field.Choices = append(field.Choices, m.Name(string(p.Lang())))
			}
			slices.SortFunc(field.Choices, p.Compare)
			field.Example = field.Choices[0]
		case "kind":
			field = choosing(p, field, "visit.kind.", outreach.StopKinds)
		case "place_kind":
			field = choosing(p, field, "place.kind.", outreach.PlaceKinds)
		}
		t.Fields = append(t.Fields, field)
	}
	return t
}

func choosing(p *i18n.Printer, field sheet.Field, prefix string, codes []string) sheet.Field {
	for _, code := range codes {
		field.Choices = append(field.Choices, p.T(prefix+code))
	}
	field.Example = field.Choices[0]
	return field
}

// describe gives a column its explanation, its example and what is allowed in it.
//
//i18n:keys import.guide.*
//i18n:keys import.example.*
//i18n:keys import.allowed.*
func describe(p *i18n.Printer, code string) sheet.Field {
	guide, allowed, example := code, "count", "3"
	for prefix, group := range map[string]string{"age_": "ages", "gender_": "genders", "onward_": "onward", "feedback_": "feedback"} {
		if strings.HasPrefix(code, prefix) {
			guide = group
		}
	}
	switch code {
	case "day", "place":
		allowed = code
	case "start", "end":
		allowed = "clock"
	case "municipality", "kind", "place_kind":
		allowed = "choice"
	case "topics", "workers":
		allowed = "list"
	case "heard":
		allowed = "text"
	case "hours":
		allowed = "hours"
	}
	if p.Has("import.example." + code) {
		example = p.T("import.example." + code)
	}
	f := sheet.Field{Header: p.T("import.column." + code), Explanation: p.T("import.guide." + guide), Example: example,
		Allowed: p.T("import.allowed." + allowed)}
	switch code {
	case "day":
		f.Kind = sheet.KindDate
	case "start", "end", "place", "municipality", "topics", "heard", "workers":
		f.Kind = sheet.KindText // 9.30 stays as it is typed
	}
	if code == "place" || code == "heard" {
		f.Width = 32
	}
	return f
}
