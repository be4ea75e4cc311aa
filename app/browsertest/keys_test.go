package browsertest

import (
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A user without a mouse: real key events, and a check of the focus at each stop.

func (p *Page) key(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys, options...))
}

// unseen describes why the focus is not visible; it is empty if it is.
const unseen = `(() => {
  const e = document.activeElement;
  if (e === document.body) return '';
  const box = e.closest('.d, .act') || e, name = e.cloneNode().outerHTML, style = getComputedStyle(box);
  if (!e.checkVisibility({ visibilityProperty: true })) return 'hidden: ' + name;
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'no ring: ' + name;
  const r = box.getClientRects()[0];
  const spare = r.height / 4; // the air round a word may stick out
  if (r.height < innerHeight - 200 && (r.top < -spare || r.bottom > innerHeight + spare) || r.left < -1 || r.right > innerWidth + 1) return 'out of sight: ' + name;
  for (const [x, y] of [[.5, .5], [.1, .15], [.9, .85]]) {
    const top = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
    if (top && !box.contains(top) && !top.contains(box) && r.height < innerHeight) return 'under ' + top.cloneNode().outerHTML + ': ' + name;
  }
  return '';
})()`

// reach presses a key until the focus is on an element that a selector matches. At each stop on the way, the focus
// must be visible.
func (p *Page) reach(selector, key string) {
	p.t.Helper()
	var way []string
	for range 150 {
		if Eval[bool](p, "document.activeElement.matches("+quote(selector)+")") {
			return
		}
		p.key(key)
		if why := Eval[string](p, unseen); why != "" {
			p.t.Errorf("at %s the focus is %s", p.Path(), why)
		}
		way = append(way, Eval[string](p,
			"document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)"))
	}
	p.fatal("no way to %s by the keyboard; it leads by %s", selector, strings.Join(way, ", "))
}

// hand is an input device: finger, mouse or keyboard.
type hand struct {
	*Page
	keys bool
}

// press activates a button, a link or a box.
func (h hand) press(selector string) {
	h.t.Helper()
	if !h.keys {
		h.Click(selector)
		return
	}
	h.reach(selector, kb.Tab)
	if Eval[bool](h.Page, "document.activeElement.matches('input')") {
		h.key(" ")
	} else {
		h.key(kb.Enter)
	}
}

// follow activates an element that leads to another page.
func (h hand) follow(selector string) {
	h.t.Helper()
	if !h.keys {
		h.Follow(selector)
		return
	}
	Eval[bool](h.Page, "window.here = true")
	h.press(selector)
	h.Until("to be on another page", "!window.here && document.readyState === 'complete'")
}

// fill types into a field.
func (h hand) fill(selector, text string) {
	h.t.Helper()
	if !h.keys {
		h.Fill(selector, text)
		return
	}
	h.reach(selector, kb.Tab)
	h.key(text)
}

// tick toggles the box of a day. The keyboard reaches it with the arrow keys of the calendar.
func (h hand) tick(day string) {
	h.t.Helper()
	if !h.keys {
		h.tap(day)
		return
	}
	h.reach("#cal input[name=j]", kb.Tab)
	arrow := kb.ArrowRight
	if Eval[string](h.Page, "document.activeElement.value") > day {
		arrow = kb.ArrowLeft
	}
	h.reach(`#cal input[value="`+day+`"]`, arrow)
	h.key(" ")
}
