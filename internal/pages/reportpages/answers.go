package reportpages

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/report/answers"
	"rinnalla/internal/web"
)

const answersPath = "/reports/answers"

// answerRoutes are the files of everybody's answers to an instrument. What they hold is read in acts of their own, because building them
// takes time.
func answerRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET " + answersPath + ".csv", Needs: access.ExportAnswers, Free: handOutAnswers},
		{Pattern: "GET " + answersPath + ".xlsx", Needs: access.ExportAnswers, Free: handOutAnswers},
	}
}

// makingAnswers lets one such file be made at a time: it reads for as long as it is made, and pages want to be read meanwhile.
var makingAnswers = make(chan struct{}, 1)

func handOutAnswers(r *web.Request) (answer *web.Answer, err error) {
	select {
	case makingAnswers <- struct{}{}:
		defer func() { <-makingAnswers }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	code, suffix := r.URL.Query().Get("instrument"), path.Ext(r.URL.Path)
	f, err := os.CreateTemp("", "answers-*"+suffix)
	if err != nil {
		return nil, err
	}
	err = r.Read(func(tx *act.Tx) error {
		all, err := answers.Open(tx, code)
		if err != nil {
			return err
		}
		return writeAnswers(r, f, suffix == ".csv", all)
	})
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	kind := "text/csv; charset=utf-8"
	if suffix == ".xlsx" {
		kind = workbook
	}
	return web.File(f, kind, "answers-"+code+suffix), nil
}

// writeAnswers writes the file anew, for the act around it may run twice. A file with another number of rows than was counted is no file.
func writeAnswers(r *web.Request, f *os.File, csv bool, all *answers.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	w, err := beginAnswers(r, f, csv, all)
	if err != nil {
		return err
	}
	if err := all.Each(func(cells []sheet.Value) error { return w.Row(cells...) }); err != nil {
		return err
	}
	n, err := w.Close()
	if err == nil && n != all.Rows {
		err = fmt.Errorf("the file of answers has %d rows of %d", n, all.Rows)
	}
	return err
}

func beginAnswers(r *web.Request, f *os.File, csv bool, all *answers.File) (sheet.Writer, error) {
	codes, columns := make([]string, len(all.Columns)), make([]sheet.Column, len(all.Columns))
	for i, c := range all.Columns {
		codes[i], columns[i].Header = c.Code, c.Code
	}
	if csv {
		return sheet.NewCSV(f, sheet.CSVStyle{}, codes...)
	}
	t := r.Print.T
	about := &sheet.About{Sheet: t("report.sheet_about"), Title: t("answers.title"), CountLabel: t("report.sheet_rows")}
	for _, line := range [][2]string{
		{t("change.instrument"), all.Definition.In(all.Definition.Title, string(r.Print.Lang()))}, {t("answers.about"), t("answers.text")},
		{t("answers.licence"), all.Definition.Licence.Owner},
	} {
		about.Lines = append(about.Lines, [2]sheet.Value{sheet.Text(line[0]), sheet.Text(line[1])})
	}
	x, err := sheet.NewXLSX(f, about)
	if err != nil {
		return nil, err
	}
	return x, x.Sheet(t("answers.sheet"), columns...)
}
