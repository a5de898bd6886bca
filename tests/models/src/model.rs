//! How a model is run.

use loom::model::Builder;
use loom::sync::Arc;
use loom::thread;

/// How often a thread is stopped where it need not wait. Faults that take more than three switches are all but unknown, and each
/// multiplies the orders.
const MOST_PREEMPTIONS: usize = 3;

/// Runs it under every order of what its threads do to locks and atomics.
pub(crate) fn every_order(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(MOST_PREEMPTIONS);
    builder.check(model);
}

/// Runs it in threads, two beside the one that is there, and waits for all.
pub(crate) fn in_three_threads<T: Send + Sync + 'static>(shared: &Arc<T>, run: fn(&T, u32)) {
    let others = [1, 2].map(|number| {
        let shared = Arc::clone(shared);
        thread::spawn(move || run(&shared, number))
    });
    run(shared, 0);
    others.into_iter().for_each(|other| other.join().expect("a model does not panic"));
}
