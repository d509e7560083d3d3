import CoreMetrics

extension MetricsRegistry: MetricsFactory {
    /// Counts whole things.
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions) { CounterSeries() }
    }

    /// Sums up numbers that are not whole.
    func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(.floatingPointCounter, label, dimensions) { SumSeries() }
    }

    /// Keeps a number that goes up and down.
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions) { GaugeSeries() }
    }

    /// Counts values by their size, or keeps the last one.
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(.gauge, label, dimensions) { GaugeSeries() } }
        return series(.recorder, label, dimensions) { HistogramSeries(bounds: HistogramBounds.values) }
    }

    /// Counts times by their length.
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.timer, label, dimensions) { HistogramSeries(bounds: HistogramBounds.seconds) }
    }

    /// Leaves the series as it is.
    func destroyCounter(_ handler: any CounterHandler) {}
    /// Leaves the series as it is.
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Leaves the series as it is.
    func destroyMeter(_ handler: any MeterHandler) {}
    /// Leaves the series as it is.
    func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Leaves the series as it is.
    func destroyTimer(_ handler: any TimerHandler) {}
}
