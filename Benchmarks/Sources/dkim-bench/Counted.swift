import BenchmarkText
import CRawSignature
import DKIM
import Glibc

/// One item, so many times: run with two counts, a counter of instructions gives what one costs.
enum Counted {
    static func run(_ name: String, count: Int) throws {
        if let form = ["body-simple": Canonicalization.simple, "body-relaxed": .relaxed][name] {
            let body = Samples.body(size: 1_000_000, seed: 1)
            for _ in 0..<count { keep(DKIMSigner.bodyHash(of: body, form)) }
            return
        }
        if name == "body-raw" {
            let body = Samples.body(size: 1_000_000, seed: 1)
            var digest = [UInt8](repeating: 0, count: 32)
            for _ in 0..<count { keep(raw_digest(body, body.count, &digest)) }
            return
        }
        if name == "message-raw" {
            let message = Samples.message(size: 10_000, seed: 1)
            var digest = [UInt8](repeating: 0, count: 32)
            for _ in 0..<count { keep(raw_digest(message, message.count, &digest)) }
            return
        }
        let keys = getenv("DKIM_BENCH_KEYS").map { String(cString: $0) }
        for item in try Item.all(keys: keys) {
            if item.key == name { for _ in 0..<count { item.counted() } }
            if item.key + "-raw" == name { for _ in 0..<count { item.floor() } }
        }
    }
}
