import MXResolver
import MailAddressing
import Testing

@Suite("Policies of strict transport")
struct StrictTransportPolicyTests {
    private static func policy(
        _ patterns: [String], mode: StrictTransportPolicy.Mode = .enforce, maximumAge: Int = 86_400
    ) -> StrictTransportPolicy {
        StrictTransportPolicy(mode: mode, hosts: patterns.compactMap { MailHostPattern($0) }, maximumAge: maximumAge)
    }

    /// The patterns of a policy, a host, and whether one of them matches it.
    static let hosts: [(patterns: [String], host: String, isAllowed: Bool)] = [
        (["mail.example.com"], "mail.example.com", true), (["mail.example.com"], "mx.example.com", false),
        (["mail.example.com", "mx.example.com"], "mx.example.com", true),
        (["mail.example.com", "*.example.net"], "mx.example.net", true),
        (["mail.example.com", "*.example.net"], "MX.Example.NET", true),
        (["mail.example.com", "*.example.net"], "a.mx.example.net", false),
        (["mail.example.com", "*.example.net"], "example.net", false),
        (["*.example.net", "example.net"], "example.net", true),
        (["*.example.com"], "mail.example.com.evil.test", false), ([], "mail.example.com", false),
    ]

    @Test("a host is allowed that a pattern matches, whatever the mode", arguments: StrictTransportPolicyTests.hosts)
    func allows(patterns: [String], host: String, isAllowed: Bool) {
        for mode in StrictTransportPolicy.Mode.allCases {
            #expect(Self.policy(patterns, mode: mode).allows(domain(host)) == isAllowed)
        }
    }

    @Test(
        "a policy is kept for no less than no time and no more than a year and six hours",
        arguments: [
            (0, 0), (1, 1), (86_400, 86_400), (31_557_599, 31_557_599), (31_557_600, 31_557_600),
            (31_557_601, 31_557_600), (-1, 0), (.min, 0), (.max, 31_557_600),
        ])
    func boundsAge(asked: Int, kept: Int) {
        #expect(Self.policy(["mail.example.com"], maximumAge: asked).maximumAge == kept)
        #expect(StrictTransportPolicy.maximumAgeLimit == 31_557_600)
    }

    @Test("patterns stay in their order, and what differs makes another policy")
    func keeps() {
        let policy = Self.policy(["b.example.com", "*.example.com", "a.example.com"])
        #expect(policy.hosts.map(\.description) == ["b.example.com", "*.example.com", "a.example.com"])
        #expect(policy != Self.policy(["a.example.com", "b.example.com", "*.example.com"]))
        #expect(policy != Self.policy(["b.example.com", "*.example.com", "a.example.com"], mode: .testing))
        #expect(policy != Self.policy(["b.example.com", "*.example.com", "a.example.com"], maximumAge: 1))
        #expect(StrictTransportPolicy.Mode.allCases.map(\.rawValue) == ["enforce", "testing", "none"])
    }
}
