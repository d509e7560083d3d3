import BenchmarkText
import CRawSignature
import DKIM
import Dispatch
import Glibc
import MailAddressing
import MailCryptography

/// What signing and verifying cost beside OpenSSL alone, and canonicalizing beside SHA-256.
///
///     dkim-bench [--rounds N]                           everything, as tables
///     dkim-bench --count N ITEM                         N times one item and nothing else, for a counter of instructions
///     dkim-bench --json --messages FOLDER --key FILE [--seconds N]
///                                                       the processor time for messages of a folder, in microseconds
@main
enum DKIMBench {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // A counter of instructions wants one thread.
        if arguments.first == "--count", arguments.count == 3, let count = Int(arguments[1]) {
            return try Counted.run(arguments[2], count: count)
        }
        Task {
            do {
                try await run(arguments)
                exit(0)
            } catch {
                print("dkim-bench: \(error)")
                exit(1)
            }
        }
        dispatchMain()
    }

    private static func run(_ arguments: [String]) async throws {
        let rounds = arguments.first == "--rounds" ? arguments.dropFirst().first.flatMap { Int($0) } ?? 9 : 9
        if arguments.count >= 5, arguments[0] == "--json", arguments[1] == "--messages", arguments[3] == "--key" {
            let seconds = arguments.count == 7 && arguments[5] == "--seconds" ? Double(arguments[6]) ?? 1 : 1
            return try await Given.run(folder: arguments[2], key: arguments[4], seconds: seconds)
        }
        // First, as the most that was held never shrinks again.
        try memory()
        try await messages(rounds: rounds)
        await bodies(rounds: rounds)
    }

    private static func messages(rounds: Int) async throws {
        print("\na message of 10 KB, µs each (median)            ours      raw    ours/raw (min–max)")
        for item in try Item.all() { report(item.name, await times(item, rounds: rounds)) }
    }

    static func times(_ item: Item, rounds: Int) async -> (work: Times, floor: Times) {
        await measure(repetitions: item.repetitions, rounds: rounds, item.work, beside: item.floor)
    }

    private static func report(_ name: String, _ times: (work: Times, floor: Times)) {
        let ratios = zip(times.work.nanoseconds, times.floor.nanoseconds).map { $0 / $1 }.sorted()
        let median = ratios[ratios.count / 2]
        print(
            name.padded(to: 42), (times.work.median / 1_000).text(2).padded(to: 9, left: true),
            (times.floor.median / 1_000).text(2).padded(to: 8, left: true), median.text(3).padded(to: 10, left: true),
            "(\((ratios.first ?? 0).text(3))–\((ratios.last ?? 0).text(3)))")
    }

    private static func bodies(rounds: Int) async {
        print("\na body of 10 MB, canonical form and digest, µs   ours      SHA-256 ours/SHA (min–max)")
        let kinds: [(String, [UInt8])] = [
            ("lines of text", Samples.body(size: 10_000_000, seed: 1)),
            ("base64", Samples.base64(size: 10_000_000)), ("blanks everywhere", Samples.blanks(size: 10_000_000)),
        ]
        for (name, body) in kinds {
            for form in [Canonicalization.simple, .relaxed] {
                var digest = [UInt8](repeating: 0, count: 32)
                let times = await measure(repetitions: 3, rounds: rounds) {
                    keep(DKIMSigner.bodyHash(of: body, form))
                } beside: {
                    keep(raw_digest(body, body.count, &digest))
                }
                report("\(form.rawValue), \(name)", times)
            }
        }
    }

    /// The memory that a body of a size costs, fed in pieces of 64 KiB; it must not grow with the body.
    private static func memory() throws {
        print("the most memory that was held, KiB")
        let secret = try PrivateKey.generate(.rsa())
        let signer = try DKIMSigner(domain: "example.com", selector: "s2026a", key: secret)
        let record = OneRecord(text: DKIMKeyRecord.text(for: secret))
        let piece = Samples.body(size: 65_536, seed: 3)
        let head = Samples.message(size: 0, seed: 1)
        print("before".padded(to: 42), "\(raw_peak_kib())".padded(to: 9, left: true))
        for megabytes in [1, 100, 1_000] {
            var stream = signer.begin()
            stream.update(head)
            for _ in 0..<(megabytes * 16) { stream.update(piece) }
            let field = try stream.finish(at: Item.now)
            print("signed a body of \(megabytes) MiB".padded(to: 42), "\(raw_peak_kib())".padded(to: 9, left: true))
            var verification = DKIMVerifier(keys: record).begin()
            verification.update(field + head)
            for _ in 0..<(megabytes * 16) { verification.update(piece) }
            let answers = verification.keyNames(at: Item.now).map { (name: $0, answer: record.answer) }
            guard verification.verdicts(for: answers).bestResult == .pass else { throw CryptographyError(.signing) }
            print("verified it".padded(to: 42), "\(raw_peak_kib())".padded(to: 9, left: true))
        }
    }
}
