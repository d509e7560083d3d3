extension RouteDecisionTests {
    static let strictZone = #"""
        $ORIGIN test.
        good            A 20.0.0.1
        mine            A 20.0.0.90
        private         MX 10 mx.private
        mx.private      A 10.0.0.1
        shared          MX 10 mx.shared
        mx.shared       A 100.64.0.1
        link            MX 10 mx.link
        mx.link         A 169.254.169.254
        group           MX 10 mx.group
        mx.group        A 224.0.0.1
        zero            MX 10 mx.zero
        mx.zero         A 0.0.0.0
        broadcast       MX 10 mx.broadcast
        mx.broadcast    A 255.255.255.255
        doc             MX 10 mx.doc
        mx.doc          A 192.0.2.1
        loop6           MX 10 mx.loop6
        mx.loop6        AAAA ::1
        unique          MX 10 mx.unique
        mx.unique       AAAA fd12::1
        link6           MX 10 mx.link6
        mx.link6        AAAA fe80::1
        mapped          MX 10 mx.mapped
        mx.mapped       AAAA ::ffff:192.168.1.1
        nat             MX 10 mx.nat
        mx.nat          AAAA 64:ff9b::a00:1
        natgood         MX 10 mx.natgood
        mx.natgood      AAAA 64:ff9b::1400:1
        compat          MX 10 mx.compat
        mx.compat       AAAA ::10.0.0.1
        sixtofour       MX 10 mx.sixtofour
        mx.sixtofour    AAAA 2002:a00:1::1
        partly          MX 10 mx.partly
        mx.partly       A 10.0.0.1
                        A 20.0.0.2
                        AAAA fd00::1
        fallback        MX 10 mx.private
                        MX 20 good
        implicitin      A 192.168.0.1
        local           MX 10 localhost.
        localgood       MX 10 mail.localhost.
                        MX 20 good
        ownaddress      MX 10 good
                        MX 20 mx.ownaddress
                        MX 30 mx.partly
        mx.ownaddress   A 20.0.0.99
        own6            MX 10 mx.own6
        mx.own6         AAAA 2a00::99
        ownmapped       MX 10 mx.ownmapped
        mx.ownmapped    A 20.0.0.98
        ownmapped6      MX 10 mx.ownmapped6
        mx.ownmapped6   AAAA ::ffff:20.0.0.99
        ownother        MX 10 mx.ownother
        mx.ownother     A 20.0.0.3
                        A 20.0.0.99
        owntwo          MX 10 good
                        MX 10 alsomine
                        MX 5 mx.partly
                        MX 20 mine
        ownimplicit     A 20.0.0.99
        many            MX 1 h1.many
                        MX 2 h2.many
                        MX 3 h3.many
                        MX 4 h4.many
                        MX 5 h5.many
                        MX 6 h6.many
        h1.many         A 20.0.1.1
        h2.many         A 20.0.1.2
        h3.many         A 20.0.1.3
        h4.many         A 20.0.1.4
        h5.many         A 20.0.1.5
        h6.many         A 20.0.1.6
        manydead        MX 1 d1
                        MX 2 d2
                        MX 3 d3
                        MX 4 d4
                        MX 5 good
                        MX 6 h1.many
                        MX 9 h2.many
                        MX 10 h3.many
        twelvedead      MX 1 d1
                        MX 2 d2
                        MX 3 d3
                        MX 4 d4
                        MX 5 d5
                        MX 6 d6
                        MX 7 d7
                        MX 8 d8
                        MX 9 d9
                        MX 10 d10
                        MX 11 d11
                        MX 12 mx.private
        moredead        MX 1 d1
                        MX 2 d2
                        MX 3 d3
                        MX 4 d4
                        MX 5 d5
                        MX 6 d6
                        MX 7 d7
                        MX 8 d8
                        MX 9 d9
                        MX 10 d10
                        MX 11 d11
                        MX 12 mx.private
                        MX 13 good
        ownbefore       MX 1 mx.ownaddress
                        MX 2 h1.many
                        MX 3 h2.many
                        MX 4 h3.many
                        MX 5 h4.many
        ownbehind       MX 1 d1
                        MX 2 d2
                        MX 3 d3
                        MX 4 d4
                        MX 5 mx.ownaddress
                        MX 5 good
                        MX 6 h1.many
                        MX 7 h2.many
                        MX 8 h3.many
        ownbetter       MX 1 d1
                        MX 2 d2
                        MX 3 d3
                        MX 4 d4
                        MX 5 good
                        MX 6 mx.ownaddress
                        MX 7 h1.many
        wide            MX 10 a.wide
                        MX 20 b.wide
                        MX 30 c.wide
                        MX 40 d.wide
        a.wide          A 20.0.2.1
                        A 20.0.2.2
                        A 20.0.2.3
                        A 20.0.2.4
                        AAAA 2a00::1
        b.wide          A 20.0.2.5
                        A 20.0.2.6
                        A 20.0.2.7
        c.wide          A 20.0.2.8
                        A 20.0.2.9
        d.wide          A 20.0.2.10
        """#

    /// The rows, for `mine.test` and `alsomine.test` at 20.0.0.98, 20.0.0.99 and 2a00::99, who try 4 hosts in 3
    /// rounds, 3 addresses of each and 7 together.
    static let strictDecisions: [Decision] = [
        Decision(
            "private.test", "5.4.4", "a private address",
            says: "10 mx.private.test: 10.0.0.1 is left out: it lies in 10.0.0.0/8, which is private"),
        Decision(
            "private.test", "5.4.4", "a host with nothing else",
            says: "10 mx.private.test is left out: it has no public address, and private ones are refused"),
        Decision("shared.test", "5.4.4", "an address behind a carrier's translator"),
        Decision("link.test", "5.4.4", "a link-local address, where clouds keep their secrets"),
        Decision("group.test", "5.4.4", "a multicast address"),
        Decision("zero.test", "5.4.4", "the address that means this host"),
        Decision("broadcast.test", "5.4.4", "the address that means everybody"),
        Decision("doc.test", "5.4.4", "an address for documentation"),
        Decision(
            "loop6.test", "5.4.4", "the loopback address of IPv6",
            says: "10 mx.loop6.test: ::1 is left out: it lies in ::1/128, which is loopback"),
        Decision("unique.test", "5.4.4", "a unique local address"),
        Decision("link6.test", "5.4.4", "a link-local address of IPv6"),
        Decision(
            "mapped.test", "5.4.4", "a private address that is mapped into IPv6",
            says: "10 mx.mapped.test: 192.168.1.1 is left out: it lies in 192.168.0.0/16, which is private"),
        Decision(
            "nat.test", "5.4.4", "a private address behind a translator",
            says: "10 mx.nat.test: 64:ff9b::a00:1 is left out: it leads into 10.0.0.0/8, which is private"),
        Decision("natgood.test", "10 mx.natgood.test 64:ff9b::1400:1", "a public address behind a translator"),
        Decision("compat.test", "5.4.4", "an IPv4-compatible address"),
        Decision("sixtofour.test", "5.4.4", "a tunnel to a private address"),
        Decision("partly.test", "10 mx.partly.test 20.0.0.2", "one public address of three"),
        Decision("fallback.test", "20 good.test 20.0.0.1", "the best host is private"),
        Decision("implicitin.test", "5.4.4", "a private address without MX records"),
        Decision(
            "local.test", "5.4.4", "localhost for a host",
            says: "10 localhost is left out: localhost is this host's loopback, and private addresses are refused"),
        Decision("localgood.test", "20 good.test 20.0.0.1", "a name below localhost"),
        Decision("localhost", "5.4.4", "the domain localhost"),
        Decision(
            "[10.0.0.1]", "5.4.4", "a private literal",
            says: "the address 10.0.0.1 is left out: it lies in 10.0.0.0/8, which is private"),
        Decision("[IPv6:::ffff:10.0.0.1]", "5.4.4", "a private literal that is mapped into IPv6"),
        Decision("[IPv6:::ffff:20.0.0.1]", "0 - 20.0.0.1", "a public literal that is mapped into IPv6"),
        Decision("[IPv6:64:ff9b::7f00:1]", "5.4.4", "loopback behind a translator"),
        Decision("[IPv6:2a00::1]", "0 - 2a00::1", "a literal of IPv6"),
        Decision(
            "[20.0.0.99]", "5.4.6", "a literal of ours",
            says: "the address is left out: it is this host, which has the address 20.0.0.99"),
        Decision("[IPv6:::ffff:20.0.0.99]", "5.4.6", "a literal of ours that is mapped into IPv6"),
        Decision(
            "ownaddress.test", "10 good.test 20.0.0.1", "a host that has our address",
            says: "20 mx.ownaddress.test is left out: it is this host, which has the address 20.0.0.99"),
        Decision("own6.test", "5.4.6", "our address of IPv6"),
        Decision("ownmapped.test", "5.4.6", "our address, which was given mapped"),
        Decision("ownmapped6.test", "5.4.6", "our address, which the record has mapped"),
        Decision("ownother.test", "5.4.6", "our address beside another one"),
        Decision(
            "owntwo.test", "5 mx.partly.test 20.0.0.2", "two names of ours: the best counts",
            says: "10 good.test is left out: this host is a mail host of the domain too, and as good or better with"
                + " preference 10"),
        Decision("ownimplicit.test", "5.4.6", "a domain without MX records at our address"),
        Decision(
            "mine.test", "5.4.6", "our name",
            says: "0 mine.test is left out: it is this host, which is called mine.test"),
        Decision(
            "many.test",
            "1 h1.many.test 20.0.1.1; 2 h2.many.test 20.0.1.2; 3 h3.many.test 20.0.1.3; 4 h4.many.test 20.0.1.4",
            "more hosts than are tried", says: "5 h5.many.test is left out: only the best 4 are looked up"),
        Decision(
            "manydead.test",
            "5 good.test 20.0.0.1; 6 h1.many.test 20.0.1.1; 9 h2.many.test 20.0.1.2; "
                + "10 h3.many.test 20.0.1.3",
            "the best hosts do not exist: the next ones", says: "4 d4.test is left out: it does not exist"),
        Decision(
            "twelvedead.test", "5.4.4", "hosts for three rounds, and none that can be used",
            says: "5.4.4 the mail hosts of twelvedead.test have no public address"),
        Decision(
            "moredead.test", "4.4.4", "a host is left after three rounds",
            says: "4.4.4 none of the first 12 of 13 mail hosts of moredead.test can be used, and no more are looked up"
        ),
        Decision(
            "moredead.test", "4.4.4", "a host is left after three rounds",
            says: "13 good.test is left out: only the best 12 are looked up"),
        Decision(
            "ownbefore.test", "5.4.6", "our address, and hosts that are not looked up and no better",
            says: "5 h4.many.test is left out: this host is a mail host of the domain too, and as good or better"
                + " with preference 1"),
        Decision(
            "ownbehind.test", "5.4.4", "better hosts that do not exist, our address, and none better left",
            says: "5 good.test is left out: this host is a mail host of the domain too, and as good or better"
                + " with preference 5"),
        Decision(
            "ownbetter.test", "5 good.test 20.0.0.1", "in the second round a better host, and our address",
            says: "7 h1.many.test is left out: this host is a mail host of the domain too, and as good or better"
                + " with preference 6"),
        Decision(
            "wide.test",
            "10 a.wide.test 2a00::1 20.0.2.1 20.0.2.2; 20 b.wide.test 20.0.2.5 20.0.2.6 20.0.2.7; "
                + "30 c.wide.test 20.0.2.8",
            "more addresses than are tried",
            says: "10 a.wide.test: 20.0.2.3 is left out: only the first 3 addresses of a host are tried"),
        Decision(
            "wide.test",
            "10 a.wide.test 2a00::1 20.0.2.1 20.0.2.2; 20 b.wide.test 20.0.2.5 20.0.2.6 20.0.2.7; "
                + "30 c.wide.test 20.0.2.8",
            "room for one address of two",
            says: "30 c.wide.test: 20.0.2.9 is left out: only the first 7 addresses of all hosts are tried"),
        Decision(
            "wide.test",
            "10 a.wide.test 2a00::1 20.0.2.1 20.0.2.2; 20 b.wide.test 20.0.2.5 20.0.2.6 20.0.2.7; "
                + "30 c.wide.test 20.0.2.8",
            "no room for a host",
            says: "40 d.wide.test is left out: better hosts have 7 addresses already, which is the most"),
    ]
}
