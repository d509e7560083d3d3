import MTASTS
import MXResolver
import MailAddressing
import Testing

@Suite("The failure of a fetch")
struct PolicyFetchFailureTests {
    @Test("says where and what, and more where there is more")
    func sentence() {
        let bare = PolicyFetchFailure(.redirect, of: FetchBench.domain)
        #expect(bare.url == "https://mta-sts.example.test/.well-known/mta-sts.txt")
        #expect(bare.description.hasPrefix("\(bare.url): the policy host answered with a redirect"))
        let full = PolicyFetchFailure(
            .status(503), of: FetchBench.domain, port: 8_443, at: IPAddress("2001:db8::1"), detail: "more")
        #expect(
            full.description == "https://mta-sts.example.test:8443/.well-known/mta-sts.txt at 2001:db8::1: "
                + "the policy host answered 503 instead of 200: more")
    }

    @Test("never repeats what a stranger wrote as it is")
    func strangers() {
        let wild = "a\r\nb\u{1B}[31m\u{202E}\u{0}" + String(repeating: "z", count: 10_000)
        for kind in [PolicyFetchFailure.Kind.contentType(wild), .connection] {
            let text = PolicyFetchFailure(kind, of: FetchBench.domain, detail: wild).description
            #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(text.utf8.count < 700)
            #expect(text.contains("a??b?[31m"))
        }
    }

    @Test("is described whatever its kind is")
    func kinds() {
        let kinds: [PolicyFetchFailure.Kind] = [
            .noAddress, .privateAddressesOnly, .lookup(.timeout), .connection, .certificate, .timedOut, .status(404),
            .redirect, .contentType(""), .contentType("image/png"), .tooLong, .cancelled,
        ]
        #expect(Set(kinds.map(\.description)).count == kinds.count)
        #expect(kinds.allSatisfy { !$0.description.isEmpty })
    }

    @Test("has limits that are brought within reason")
    func limits() {
        let small = HTTPSPolicyFetcher.Configuration(
            timeout: .zero, connectTimeout: .seconds(-5), maximumLength: 0, maximumAddresses: -1, userAgent: "a\r\nb")
        #expect(small.timeout == .milliseconds(1))
        #expect(small.connectTimeout == .milliseconds(1))
        #expect(small.maximumLength == 1)
        #expect(small.maximumAddresses == 1)
        #expect(small.userAgent == "a??b")
        let large = HTTPSPolicyFetcher.Configuration(
            timeout: .seconds(Int64.max), connectTimeout: .seconds(Int64.max), maximumLength: .max)
        #expect(large.timeout == .seconds(3_600))
        #expect(large.connectTimeout == .seconds(3_600))
        #expect(large.maximumLength == 65_536)
    }
}
