//! Being asked to stop.

/// Waits until somebody asks the program to stop.
pub(crate) async fn asked() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// Waits until standard input ends: until whoever holds its other end is gone.
pub(crate) async fn input_ended() {
    let (ended, wait) = tokio::sync::oneshot::channel::<()>();
    // A thread of its own, which nobody waits for when the program stops for another reason.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(ended);
    });
    let _ = wait.await;
}
