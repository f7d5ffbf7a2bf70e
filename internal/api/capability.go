package api

import "rinnalla/internal/web"

// The parts of a CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html) that are told.
type (
	capabilityStatement struct {
		ResourceType string       `json:"resourceType"`
		Status       string       `json:"status"`
		Date         string       `json:"date"`
		Kind         string       `json:"kind"`
		Software     software     `json:"software"`
		FHIRVersion  string       `json:"fhirVersion"`
		Format       []string     `json:"format"`
		Rest         []capability `json:"rest"`
	}
	software struct {
		Name string `json:"name"`
	}
	capability struct {
		Mode        string     `json:"mode"`
		Security    security   `json:"security"`
		Resource    []resource `json:"resource"`
		Interaction []codeOnly `json:"interaction"`
	}
	security struct {
		Description string `json:"description"`
	}
	resource struct {
		Type        string        `json:"type"`
		Interaction []codeOnly    `json:"interaction"`
		SearchParam []searchParam `json:"searchParam"`
	}
	codeOnly struct {
		Code string `json:"code"`
	}
	searchParam struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
)

// told is the day on which what is told here changed last.
const told = "2026-11-27"

// capabilities tells what there is, to whoever asks.
func capabilities(*web.Request) (*web.Answer, error) {
	return body(200, capabilityStatement{
		ResourceType: "CapabilityStatement", Status: "active", Date: told, Kind: "instance", Software: software{"Rinnalla"}, FHIRVersion: "4.0.1",
		Format: []string{"application/fhir+json"},
		Rest: []capability{{
			Mode: "server", Security: security{"A token of the organisation as Authorization: Bearer; docs/fhir-api.md."},
			Interaction: []codeOnly{{"batch"}},
			Resource: []resource{
				{Type: "Questionnaire", Interaction: []codeOnly{{"read"}, {"search-type"}}, SearchParam: []searchParam{
					{"_id", "token"}, {"url", "uri"}, {"version", "token"}, {"title", "string"}}},
				{Type: "QuestionnaireResponse", Interaction: []codeOnly{{"read"}, {"search-type"}, {"create"}}, SearchParam: []searchParam{
					{"_id", "token"}, {"subject", "reference"}, {"patient", "reference"}, {"questionnaire", "reference"}, {"authored", "date"}, {"identifier", "token"}}},
			},
		}},
	})
}
