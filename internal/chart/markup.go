package chart

import "strings"

func frameClass(i, of int) string {
	if of == 1 {
		return "plot-only"
	}
	if i == 0 {
		return "plot-wide"
	}
	return "plot-narrow"
}

func svgClass(d drawing) string {
	classes := []string{"plot-svg"}
	if d.natural {
		classes = append(classes, "plot-natural")
	}
	return strings.Join(classes, " ")
}

func viewBox(d drawing) string { return "0 0 " + num(d.w) + " " + num(d.h) }

// role is an image, or a group when links are inside: the parts of an image cannot be reached.
func role(d drawing) string {
	if d.hasLinks() {
		return "group"
	}
	return "img"
}

func (d drawing) paint(pattern string) string { return "url(#" + d.id(pattern) + ")" }

func (g group) transform() string { return "translate(" + num(g.x) + " " + num(g.y) + ")" }

// printColours dress a file of its own. It stands on white paper, so there is no dark; colours are written out because many
// programs that open SVG files know no custom properties.
const printColours = `
text{font-family:"Noto Sans","Segoe UI",Roboto,Arial,sans-serif;fill:#212121}
.plot-paper{fill:#fff}
.plot-ink{fill:#212121}
.plot-soft{fill:#555e62}
.plot-strong{font-weight:700}
.plot-plate{fill:#fff;fill-opacity:.9}
.plot-grid{stroke:#d6dadc;stroke-width:1px}
.plot-base{stroke:#555e62;stroke-width:1.5px}
.plot-bar{fill:#265fa6}
.plot-groove{fill:#f0f3f5}
.plot-frame{stroke:#555e62;stroke-width:1.5px}
.plot-stroke{fill:#555e62}
.plot-veil{fill:#d6dadc}
.plot-dot{fill:#265fa6;fill-opacity:.75;stroke:#fff;stroke-width:1px}
.plot-zero{fill:#fff;stroke:#555e62;stroke-width:1px}
.plot-missing{fill:#f5f7f8;stroke:#7a8488;stroke-width:1px;stroke-dasharray:3 3}
.plot-ring{fill:none;stroke:#d6dadc;stroke-width:1px}
.plot-line{fill:none;stroke:#265fa6;stroke-width:3px}
.plot-line-2{fill:none;stroke:#555e62;stroke-width:2px;stroke-dasharray:5 4}
.plot-point{fill:#265fa6;stroke:#fff;stroke-width:1px}
.plot-point-2{fill:#fff;stroke:#555e62;stroke-width:2px}
.plot-inside{fill:#265fa6;fill-opacity:.14}
.plot-band{fill:#265fa6;fill-opacity:.16}
.plot-1{fill:#d9e7f7}.plot-2{fill:#b0cdee}.plot-3{fill:#7fade0}.plot-4{fill:#3a70b8}.plot-5{fill:#123f7d}
.plot-1,.plot-2,.plot-3,.plot-4,.plot-5{stroke:#fff;stroke-width:.75px}
.plot-on-1,.plot-on-2,.plot-on-3{fill:#212121}.plot-on-4,.plot-on-5{fill:#fff}
`
