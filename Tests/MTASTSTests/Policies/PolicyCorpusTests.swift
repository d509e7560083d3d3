import MTASTS
import MXResolver
import TestSupport
import Testing

/// Other people's policies.
struct PolicyCorpusTests {
    private static let file = "mta-sts/policies.json"

    @Test("agrees with other people's policies", .enabled(if: Corpora.has(file)))
    func agreesWithOthers() throws {
        try Corpora.compare(Self.file) { row in
            do throws(PolicyTextError) {
                let policy = try StrictTransportPolicy(parsing: Array(row.input.utf8))
                guard let expected = row.expect else { return (row.valid, "\(policy)") }
                let isEqual =
                    policy.mode.rawValue == expected.mode && policy.maximumAge == expected.maximumAge
                    && policy.hosts.map(\.description) == expected.mx ?? []
                return (row.valid && isEqual, "\(policy)")
            } catch {
                return (!row.valid, "\(error)")
            }
        }
    }
}
