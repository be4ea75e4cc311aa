package site

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ClientOf returns the client's address, which guard has determined for the whole request. c.IP() is the nearest
// proxy's address and is used nowhere else (app/architecture_test.go).
func ClientOf(c *fiber.Ctx) string {
	address, _ := c.Locals(keyClient).(string)
	return address
}

// address returns the client's address. The first word of X-Forwarded-For is whatever the client claims; each proxy
// appends the address that it saw. So the list is read from its end, and the first address that is no proxy of ours is
// the client (ASVS 15.3.4).
func (s *Server) address(c *fiber.Ctx) string {
	heard := c.Context().RemoteIP().String()
	if !s.trusted(heard) {
		return heard
	}
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := hopAddress(strings.TrimSpace(hops[i]))
		if err != nil {
			break // our proxies append valid addresses: anything before is made up
		}
		heard = hop.Unmap().String()
		if !s.trusted(heard) {
			break
		}
	}
	return heard
}

// hopAddress parses an address, with or without a port.
func hopAddress(text string) (netip.Addr, error) {
	if both, err := netip.ParseAddrPort(text); err == nil {
		return both.Addr(), nil
	}
	return netip.ParseAddr(text)
}

// trusted reports whether an address is one of TRUSTED_PROXIES.
func (s *Server) trusted(address string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	a = a.Unmap()
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// networks parses addresses and networks that the configuration has checked.
func networks(words []string) (all []netip.Prefix) {
	for _, word := range words {
		if p, err := netip.ParsePrefix(word); err == nil {
			all = append(all, p)
		} else if a, err := netip.ParseAddr(word); err == nil {
			all = append(all, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return all
}
