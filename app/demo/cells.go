package demo

import (
	"fmt"

	"cartable/app/domain/money"
)

func plain(c *money.Cents) string {
	if c == nil {
		return ""
	}
	return c.Plain()
}

func number(n *int) (text string) {
	if n != nil {
		text = fmt.Sprint(*n)
	}
	return text
}

func count(text string) *int {
	if text == "" {
		return nil
	}
	n := new(int)
	fmt.Sscan(text, n)
	return n
}

// must returns a value of this package's tables or panics: tests import every day of two years.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
