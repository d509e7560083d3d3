import BounceClassification
import TestSupport

/// A reply of the corpus, and which of our causes agree with what its collection says.
struct CorpusSample {
    var collection: String
    var word: String
    var expected: Set<BounceCause>
    var text: String
    var host: String?
    /// Whether the collection says that the failure passes; nil where it says nothing.
    var isTemporary: Bool?
    /// For KumoMTA the class is compared by name.
    var kumoName: String?

    func agrees(_ verdict: BounceVerdict) -> Bool {
        if let kumoName { return verdict.cause.kumoName == kumoName }
        return expected.contains(verdict.cause)
    }

    private struct ZoneRow: Decodable {
        var reply: String
        var action: String
        var category: String
    }

    private struct LabelRow: Decodable {
        var reply: String
        var labels: [String]
    }

    private struct ReasonRow: Decodable {
        var reason: String
        var reply: String
    }

    private struct KumoRow: Decodable {
        var category: String
        var reply: String
    }

    static func all() throws -> [CorpusSample] {
        var samples: [CorpusSample] = []
        for row in try Corpora.table(of: "smtp-replies/sisimai-provider-replies.tsv") where row.count == 6 {
            let text = [row[1], row[2], row[5]].filter { !$0.isEmpty }.joined(separator: " ")
            samples.append(
                CorpusSample(
                    collection: "provider", word: row[4], expected: CauseMap.sisimai[row[4]] ?? [], text: text,
                    host: CauseMap.hosts[row[0]]))
        }
        for row in try Corpora.table(of: "smtp-replies/sisimai-phrases.tsv") where row.count == 2 {
            samples.append(
                CorpusSample(
                    collection: "phrase", word: row[0], expected: CauseMap.sisimai[row[0]] ?? [], text: row[1]))
        }
        for row in try Corpora.rows(of: "smtp-replies/sisimai-one-per-reason.json", as: ReasonRow.self) {
            samples.append(
                CorpusSample(
                    collection: "reason", word: row.reason, expected: CauseMap.sisimai[row.reason] ?? [],
                    text: row.reply))
        }
        for row in try Corpora.rows(of: "smtp-replies/zonemta-replies.json", as: ZoneRow.self) {
            samples.append(
                CorpusSample(
                    collection: "zone", word: row.category, expected: CauseMap.zone[row.category] ?? [],
                    text: row.reply, isTemporary: row.action != "reject"))
        }
        for row in try Corpora.rows(of: "smtp-replies/postalsys-replies.json", as: LabelRow.self) {
            let expected = row.labels.reduce(into: Set<BounceCause>()) { $0.formUnion(CauseMap.labels[$1] ?? []) }
            samples.append(
                CorpusSample(collection: "label", word: row.labels[0], expected: expected, text: row.reply))
        }
        for row in try Corpora.rows(of: "smtp-replies/kumomta-replies.json", as: KumoRow.self) {
            samples.append(
                CorpusSample(
                    collection: "kumo", word: row.category, expected: [], text: row.reply, kumoName: row.category))
        }
        return samples
    }
}
