import MTASTS
import TestSupport
import Testing

/// Other people's records.
struct MTASTSRecordCorpusTests {
    private static let file = "mta-sts/records.json"

    @Test("agrees with other people's records", .enabled(if: Corpora.has(file)))
    func agreesWithOthers() throws {
        try Corpora.compare(Self.file) { row in
            do throws(MTASTSRecordError) {
                let record = try MTASTSRecord(parsing: Array(row.input.utf8))
                return (row.valid && record.id == row.expect?.id, "\(record)")
            } catch {
                return (!row.valid, "\(error)")
            }
        }
    }
}
