import Foundation
import FuzzTargets
import TestSupport
import Testing

/// The fuzzer's inputs at its own targets, without the fuzzer: what failed once never fails again, and every seed holds.
@Suite("Inputs of the fuzzer")
struct FuzzFailuresTests {
    /// A file of `Fuzz/Seeds` or `Fuzz/Failures`.
    struct Input: CustomStringConvertible, Sendable {
        let kind: String
        let target: String
        let name: String

        var description: String { "\(kind)/\(target)/\(name)" }
        var url: URL { Self.fuzz.appending(path: description) }

        private static let fuzz: URL = {
            var package = URL(filePath: #filePath)
            // This file, the target, Tests: what is left is the package.
            for _ in 0..<3 { package.deleteLastPathComponent() }
            return package.appending(path: "Fuzz")
        }()

        private static func names(in folder: URL) -> [String] {
            let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
            return (found ?? []).filter { !$0.hasPrefix(".") }.sorted()
        }

        static let all = ["Failures", "Seeds"].flatMap { kind in
            names(in: fuzz.appending(path: kind)).flatMap { target in
                names(in: fuzz.appending(path: "\(kind)/\(target)")).map {
                    Input(kind: kind, target: target, name: $0)
                }
            }
        }
    }

    @Test("hold what their target demands", arguments: Input.all)
    func input(_ input: Input) throws {
        let target = try #require(FuzzTarget.named(input.target), "the folder is named after a target")
        try target.check([UInt8](Data(contentsOf: input.url)))
    }

    @Test("are there for every target", arguments: FuzzTarget.all.map(\.name))
    func seeds(_ name: String) {
        #expect(Input.all.contains { $0.kind == "Seeds" && $0.target == name })
    }

    @Test("may be anything", arguments: FuzzTarget.all.map(\.name))
    func noise(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            let count = Int.random(in: 0...60, using: &generator)
            try target.check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }
}
