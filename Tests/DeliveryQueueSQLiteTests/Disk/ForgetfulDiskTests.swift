import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Testing

/// The disk that other tests rely on: it keeps what it has to, and forgets what it may.
@Suite("A disk that forgets what was not synced", .timeLimit(.minutes(15))) struct ForgetfulDiskTests {
    private let disk: ForgetfulDisk
    private let path: String

    init() throws {
        disk = try ForgetfulDisk()
        path = disk.directory + "/file"
    }

    /// What a file of the disk holds, or nil when it is absent.
    private func content(of name: String = "file", on disk: ForgetfulDisk) throws -> [UInt8]? {
        let path = disk.directory + "/" + name
        guard let size = try disk.size(of: path) else { return nil }
        return try disk.open(path, creating: false).read(size, at: 0)
    }

    /// The different things that a file holds after so many cuts; the disk's own part of a test runs once for each.
    private func outcomes(
        of name: String = "file", survival: ForgetfulDisk.Survival = .chance, seeds: Range<UInt64> = 0..<200,
        after work: (ForgetfulDisk, String) throws -> Void
    ) throws -> Set<[UInt8]?> {
        var found: Set<[UInt8]?> = []
        for seed in seeds {
            let disk = try ForgetfulDisk()
            try work(disk, disk.directory + "/file")
            found.insert(try content(of: name, on: disk.cut(seed: seed, survival: survival)))
        }
        return found
    }

    @Test("What was synced survives every cut", arguments: ForgetfulDisk.Survival.allCases)
    func syncedSurvives(survival: ForgetfulDisk.Survival) throws {
        let found = try outcomes(survival: survival, seeds: 0..<30) { disk, path in
            let file = try disk.open(path, creating: true)
            try file.write([1, 2, 3], at: 0)
            try file.write([4], at: 1)
            try file.sync()
            try disk.syncDirectory(disk.directory)
        }
        #expect(found == [[1, 4, 3]])
    }

    @Test("A write that was not synced arrives or not, and may arrive without the one before it")
    func unsyncedWrites() throws {
        let found = try outcomes { disk, path in
            let file = try disk.open(path, creating: true)
            try file.write([0, 0], at: 0)
            try file.sync()
            try disk.syncDirectory(disk.directory)
            try file.write([1], at: 0)
            try file.write([1], at: 1)
        }
        #expect(found == [[0, 0], [1, 0], [0, 1], [1, 1]])
    }

    @Test("A write is torn between sectors and never within one")
    func tornWrites() throws {
        let found = try outcomes { disk, path in
            let file = try disk.open(path, creating: true)
            try file.write([UInt8](repeating: 0, count: 1_024), at: 0)
            try file.sync()
            try disk.syncDirectory(disk.directory)
            try file.write([UInt8](repeating: 1, count: 1_000), at: 12)
        }
        let first = [UInt8](repeating: 0, count: 12) + [UInt8](repeating: 1, count: 500)
        let second = [UInt8](repeating: 1, count: 500) + [UInt8](repeating: 0, count: 12)
        let nothing = [UInt8](repeating: 0, count: 512)
        #expect(found == [nothing + nothing, first + nothing, nothing + second, first + second])
    }

    @Test("A file may have grown without what was written there, with zeros or garbage in the hole")
    func holes() throws {
        let found = try outcomes { disk, path in
            let file = try disk.open(path, creating: true)
            try file.write([7], at: 0)
            try file.sync()
            try disk.syncDirectory(disk.directory)
            try file.write([8, 8], at: 1)
            try file.write([9], at: 3)
        }
        #expect(found.contains([7]) && found.contains([7, 0, 0]) && found.contains([7, 0, 0, 9]))
        #expect(found.contains { ![[8, 8], [0, 0], nil].contains($0?.dropFirst().prefix(2).map { $0 }) })
        #expect(found.allSatisfy { $0?.first == 7 })
    }

    @Test("The last writes may survive alone, and nothing or everything may")
    func waysOfSurvival() throws {
        func work(disk: ForgetfulDisk, path: String) throws {
            let file = try disk.open(path, creating: true)
            try disk.syncDirectory(disk.directory)
            for place in 0..<5 { try file.write([1], at: place) }
        }
        #expect(try outcomes(survival: .nothing, seeds: 0..<10, after: work) == [[]])
        #expect(try outcomes(survival: .everything, seeds: 0..<10, after: work) == [[1, 1, 1, 1, 1]])
        let last: Set<[UInt8]?> = [[0, 0, 0, 0, 1], [0, 0, 0, 1, 1], [0, 0, 1, 1, 1]]
        #expect(try outcomes(survival: .lastOnly, after: work) == last)
    }

    @Test("The same seed leaves the same")
    func seeds() throws {
        for seed in UInt64(0)..<20 {
            let found = try outcomes(seeds: seed..<seed + 1) { disk, path in
                let file = try disk.open(path, creating: true)
                for place in 0..<20 { try file.write([UInt8](repeating: 1, count: 700), at: place * 900) }
            }
            let again = try outcomes(seeds: seed..<seed + 1) { disk, path in
                let file = try disk.open(path, creating: true)
                for place in 0..<20 { try file.write([UInt8](repeating: 1, count: 700), at: place * 900) }
            }
            #expect(found == again)
        }
    }

    @Test("A name is durable only once its directory was synced, where that is asked for", arguments: [true, false])
    func names(strict: Bool) throws {
        let disk = try ForgetfulDisk(namesNeedDirectorySync: strict)
        let file = try disk.open(disk.directory + "/file", creating: true)
        try file.write([1], at: 0)
        try file.sync()
        #expect(try content(on: disk.cut(seed: 0, survival: .nothing)) == (strict ? nil : [1]))
    }

    @Test("A rename is there or not, with one file under the name either way")
    func renames() throws {
        let found = try outcomes { disk, path in
            for (name, octet) in [(path, UInt8(1)), (path + "-new", 2)] {
                let file = try disk.open(name, creating: true)
                try file.write([octet], at: 0)
                try file.sync()
            }
            try disk.syncDirectory(disk.directory)
            try disk.rename(path + "-new", to: path)
        }
        #expect(found == [[1], [2]])
    }

    @Test("Names change in their order: a later change is not there without an earlier one")
    func order() throws {
        var found: Set<[String]> = []
        for seed in UInt64(0)..<100 {
            let disk = try ForgetfulDisk()
            try disk.makeDirectory(disk.directory + "/a")
            _ = try disk.open(disk.directory + "/a/b", creating: true)
            _ = try disk.open(disk.directory + "/c", creating: true)
            try disk.remove(disk.directory + "/c")
            let left = try disk.cut(seed: seed)
            found.insert(try left.names(in: left.directory).sorted())
        }
        #expect(found == [[], ["a"], ["a", "c"]])
    }

    @Test("A file that was removed and not forgotten yet comes back with what was durable in it")
    func removal() throws {
        let found = try outcomes { disk, path in
            let file = try disk.open(path, creating: true)
            try file.write([1], at: 0)
            try file.sync()
            try disk.syncDirectory(disk.directory)
            try disk.remove(path)
        }
        #expect(found == [[1], nil])
    }
}
