export const enum Fuel {
  Petrol = 'petrol',
  Electric = 'electricity',
}

export const enum Garage {
  Spots = 12,
  Keys = 'keys@garagebox.example',
}
