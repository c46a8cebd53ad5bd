package live_test
import ("testing";"context";"fmt";"time";"path/filepath";"os/exec";"os")
func TestZZ(t *testing.T) {
	dir := t.TempDir()
	shift(t, dir, 0)
	store, db := openAll(t, dir)
	openTickets(t, dir, store)
	shift(t, dir, 2*time.Hour)
	ctx, c := context.WithTimeout(context.Background(), 5*time.Second)
	defer c()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestWorker$", "-test.v")
	cmd.Env = append(os.Environ(), workerDir+"="+dir)
	out, err := cmd.CombinedOutput()
	fmt.Println(string(out), err)
	fmt.Println(rowsOf(t, db, `select count(*) from bellhop_deliveries`))
	effects := openFile(t, filepath.Join(dir, "receiver.db"))
	fmt.Println(rowsOf(t, effects, `select count(*) from effects`))
}
