import MXResolver

extension RouteDecisionTests {
    static let familyZone = """
        $ORIGIN test.
        dual            MX 10 mx.dual
        mx.dual         A 20.0.0.1
                        A 20.0.0.2
                        A 20.0.0.3
                        AAAA 2a00::1
        four            MX 10 mx.four
        mx.four         A 20.0.0.4
        six             MX 10 mx.six
        mx.six          AAAA 2a00::6
        both            MX 10 mx.six
                        MX 20 mx.four
        mapped          MX 10 mx.mapped
        mx.mapped       AAAA ::ffff:20.0.0.5
                        AAAA 2a00::5
        bare            MX 10 gone.bare
        bareandfour     MX 10 gone.bare
                        MX 20 mx.four
        inside          MX 10 mx.inside
        mx.inside       AAAA fd00::1
        local           MX 10 localhost.
        """

    /// The rows, and which addresses are used.
    static let familyDecisions: [(Decision, AddressPreference)] = [
        (Decision("dual.test", "10 mx.dual.test 2a00::1 20.0.0.1 20.0.0.2 20.0.0.3", "IPv6 first"), .ipv6First),
        (Decision("dual.test", "10 mx.dual.test 20.0.0.1 2a00::1 20.0.0.2 20.0.0.3", "IPv4 first"), .ipv4First),
        (Decision("dual.test", "10 mx.dual.test 2a00::1", "IPv6 alone"), .ipv6Only),
        (Decision("dual.test", "10 mx.dual.test 20.0.0.1 20.0.0.2 20.0.0.3", "IPv4 alone"), .ipv4Only),
        (Decision("four.test", "10 mx.four.test 20.0.0.4", "the family that there is"), .ipv6First),
        (Decision("six.test", "10 mx.six.test 2a00::6", "the family that there is"), .ipv4First),
        (
            Decision(
                "four.test", "5.4.4", "no address of the only family",
                says: "10 mx.four.test is left out: it has no IPv6 address, and only those are used"), .ipv6Only
        ),
        (
            Decision(
                "six.test", "5.4.4", "no address of the only family",
                says: "5.4.4 no mail host of six.test has an IPv4 address, and only those are used here"), .ipv4Only
        ),
        (Decision("both.test", "20 mx.four.test 20.0.0.4", "the host that has the only family"), .ipv4Only),
        (Decision("both.test", "10 mx.six.test 2a00::6", "the host that has the only family"), .ipv6Only),
        (Decision("both.test", "10 mx.six.test 2a00::6; 20 mx.four.test 20.0.0.4", "preference first"), .ipv4First),
        (Decision("mapped.test", "10 mx.mapped.test 20.0.0.5 2a00::5", "a mapped address is IPv4"), .ipv4First),
        (
            Decision(
                "mapped.test", "10 mx.mapped.test 2a00::5", "a mapped address is not IPv6",
                says: "10 mx.mapped.test: 20.0.0.5 is left out: it is IPv4, which is not used"), .ipv6Only
        ),
        (
            Decision(
                "bare.test", "5.4.4", "a host that does not exist has no address of any family",
                says: "10 gone.bare.test is left out: it does not exist"), .ipv4Only
        ),
        (Decision("bareandfour.test", "5.4.4", "a host that does not exist, one without IPv6"), .ipv6Only),
        (Decision("inside.test", "5.4.4", "private comes before family", says: nil), .ipv6Only),
        (
            Decision(
                "[20.0.0.1]", "5.4.4", "a literal of the other family",
                says: "the address 20.0.0.1 is left out: it is IPv4, which is not used"), .ipv6Only
        ),
        (Decision("[IPv6:::ffff:20.0.0.1]", "0 - 20.0.0.1", "a mapped literal is IPv4"), .ipv4Only),
        (Decision("[IPv6:2a00::1]", "5.4.4", "a literal of the other family"), .ipv4Only),
        (Decision("local.test", "5.4.4", "localhost has no public address of either family"), .ipv6Only),
        (Decision("gone.test", "5.1.2", "no such domain"), .ipv4Only),
    ]
}
