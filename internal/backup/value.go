package backup

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"rinnalla/internal/civil"
)

// kind is the type of a column, by its name in the schema.
type kind string

const (
	kindText    kind = "text"
	kindUUID    kind = "uuid"
	kindNumber  kind = "bigint"
	kindBoolean kind = "boolean"
	kindDate    kind = "date"
	kindInstant kind = "timestamptz"
	kindBytes   kind = "bytea"
	kindReal    kind = "double precision"
)

// kinds are the types that backups know, by their names in either catalogue.
var kinds = map[string]kind{
	"text": kindText, "uuid": kindUUID, "bigint": kindNumber, "boolean": kindBoolean, "date": kindDate,
	"timestamptz": kindInstant, "timestamp with time zone": kindInstant, "bytea": kindBytes, "double precision": kindReal,
}

func kindOf(declared string) (kind, error) {
	k, known := kinds[declared]
	if !known {
		return "", fmt.Errorf("type %s is not one that backups know", declared)
	}
	return k, nil
}

// null is what COPY writes for NULL.
const null = `\N`

// appendText appends a value as either engine's driver gives it, in the one text
// form that both engines share.
func (k kind) appendText(to []byte, v any) ([]byte, error) {
	if v == nil {
		return append(to, null...), nil
	}
	switch k {
	case kindText, kindUUID:
		if s, ok := v.(string); ok {
			return appendEscaped(to, s), nil
		}
	case kindNumber:
		if n, ok := v.(int64); ok {
			return strconv.AppendInt(to, n, 10), nil
		}
	case kindReal:
		if f, ok := v.(float64); ok {
			return appendReal(to, f), nil
		}
	case kindBoolean:
		switch b := v.(type) {
		case bool:
			return appendBoolean(to, b), nil
		case int64:
			return appendBoolean(to, b != 0), nil
		}
	case kindBytes:
		if b, ok := v.([]byte); ok {
			return hex.AppendEncode(append(to, `\\x`...), b), nil
		}
	case kindDate:
		var d civil.Date
		err := d.Scan(v)
		return append(to, d.String()...), err
	case kindInstant:
		var i civil.Instant
		err := i.Scan(v)
		return append(to, i.String()...), err
	}
	return to, fmt.Errorf("%T in a column of type %s", v, k)
}

func appendBoolean(to []byte, b bool) []byte {
	if b {
		return append(to, 't')
	}
	return append(to, 'f')
}

func appendReal(to []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(to, "Infinity"...)
	case math.IsInf(f, -1):
		return append(to, "-Infinity"...)
	case f == 0: // SQLite keeps no negative zero
		return append(to, '0')
	}
	return strconv.AppendFloat(to, f, 'g', -1, 64)
}

func appendEscaped(to []byte, s string) []byte {
	for i := range len(s) {
		switch s[i] {
		case '\\':
			to = append(to, `\\`...)
		case '\t':
			to = append(to, `\t`...)
		case '\n':
			to = append(to, `\n`...)
		case '\r':
			to = append(to, `\r`...)
		default:
			to = append(to, s[i])
		}
	}
	return to
}

var errText = errors.New("a value that is not of its column's type")

// parse is the inverse of appendText, giving what SQLite stores.
func (k kind) parse(field []byte) (any, error) {
	if string(field) == null {
		return nil, nil
	}
	text, err := unescaped(field)
	if err != nil {
		return nil, err
	}
	switch k {
	case kindNumber:
		return strconv.ParseInt(text, 10, 64)
	case kindReal:
		return strconv.ParseFloat(text, 64)
	case kindBoolean:
		if text != "t" && text != "f" {
			return nil, errText
		}
		return text == "t", nil
	case kindBytes:
		digits, ok := bytes.CutPrefix([]byte(text), []byte(`\x`))
		if !ok {
			return nil, errText
		}
		return hex.AppendDecode([]byte{}, digits)
	case kindDate:
		_, err := time.Parse(time.DateOnly, text)
		return text, err
	case kindInstant:
		i, err := civil.ParseInstant(text)
		return i.String(), err
	}
	return text, nil
}

func unescaped(field []byte) (string, error) {
	if bytes.IndexByte(field, '\\') < 0 {
		return string(field), nil
	}
	text := make([]byte, 0, len(field))
	for i := 0; i < len(field); i++ {
		c := field[i]
		if c == '\\' {
			if i++; i == len(field) {
				return "", errText
			}
			switch field[i] {
			case '\\':
			case 't':
				c = '\t'
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			default:
				return "", errText
			}
		}
		text = append(text, c)
	}
	return string(text), nil
}
