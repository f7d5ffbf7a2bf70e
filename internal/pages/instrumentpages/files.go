package instrumentpages

import (
	"mime"
	"net/http"
	"strconv"

	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// file hands over a version in the format that the address asks for.
func file(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	_, v, err := found(tx, r)
	if err != nil {
		return nil, err
	}
	format := questions.YAML
	if asked := r.URL.Query().Get("format"); asked != "" {
		format = questions.Format(asked)
	}
	if format.Media() == "" {
		return nil, fault.Missing()
	}
	text, _, err := questions.Write(format, v.Definition, v.Number)
	if err != nil {
		return nil, err
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": format.FileName(v.Definition.Code)})
	return web.Body(http.StatusOK, format.Media(), text).Header("Content-Disposition", name), nil
}

// schema hands over the JSON Schema of our own format, for editors.
func schema(*web.Request) (*web.Answer, error) {
	return web.Body(http.StatusOK, "application/schema+json", instrument.Schema()), nil
}

func (p onePage) lockFields() []ui.Pair {
	return []ui.Pair{{Name: "version", Value: p.version.ID.String()}, {Name: "seen", Value: strconv.Itoa(p.version.Edition)}}
}

func (p onePage) retireFields() []ui.Pair {
	if p.instrument.Retired {
		return nil
	}
	return []ui.Pair{{Name: "retired", Value: "yes"}}
}
