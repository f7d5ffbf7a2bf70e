package rows

import (
	"encoding/json"
	"fmt"

	"rinnalla/internal/civil"
)

// kept is one argument of a message: exactly one of the fields is set.
type kept struct {
	Name   string
	Text   *string     `json:",omitempty"`
	Int    *int64      `json:",omitempty"`
	Number *float64    `json:",omitempty"`
	Date   *civil.Date `json:",omitempty"`
}

// PackArgs keeps the arguments of a message with their types, so that each
// language can write them its own way when the report is read.
func PackArgs(args []any) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	all := make([]kept, 0, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		one := kept{Name: fmt.Sprint(args[i])}
		switch v := args[i+1].(type) {
		case int:
			n := int64(v)
			one.Int = &n
		case int64:
			one.Int = &v
		case float64:
			one.Number = &v
		case civil.Date:
			one.Date = &v
		default:
			text := fmt.Sprint(v)
			one.Text = &text
		}
		all = append(all, one)
	}
	text, err := json.Marshal(all)
	return string(text), err
}

func UnpackArgs(text string) ([]any, error) {
	if text == "" {
		return nil, nil
	}
	var all []kept
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	var args []any
	for _, one := range all {
		args = append(args, one.Name)
		switch {
		case one.Int != nil:
			args = append(args, *one.Int)
		case one.Number != nil:
			args = append(args, *one.Number)
		case one.Date != nil:
			args = append(args, *one.Date)
		case one.Text != nil:
			args = append(args, *one.Text)
		default:
			args = append(args, "")
		}
	}
	return args, nil
}
